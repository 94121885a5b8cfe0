"""Writes the request file of a nightly job: a hundred questions on each of two documents."""

import json
import sys
from datetime import date

TEXTS = {
    "returns": "{n}. Goods of group {n} go back within {days} days, unopened.\n",
    "warranty": "{n}. Parts of kind {n} are covered for {days} months, seals aside.\n",
}
DOCUMENTS = {name: "".join(text.format(n=n, days=6 + n % 31) for n in range(1, 121)) for name, text in TEXTS.items()}
RULES = "You answer questions on the document below. Quote the paragraph that decides.\n\n"


def request(number: int, document: str, day: date, *, mended: bool) -> dict[str, object]:
    """One question; mended, what many requests share comes first, and is cached for longer than the batch may wait."""
    text = RULES + DOCUMENTS[document]
    question = f"Question {number}: what holds for {number * 7 % 120 + 1}?"
    mark = {"type": "ephemeral", "ttl": "1h"} if mended else {"type": "ephemeral"}
    return {
        "custom_id": f"{document}-{number}",
        "params": {
            "model": "claude-haiku-5-5",
            "max_tokens": 250,
            "system": [{"type": "text", "text": text if mended else f"Today is {day}. {text}", "cache_control": mark}],
            "messages": [{"role": "user", "content": f"Today is {day}. {question}" if mended else question}],
        },
    }


if __name__ == "__main__":
    for number in range(100):
        day = date(2026, 11, 21) if number < 50 else date(2026, 11, 22)
        for document in DOCUMENTS:
            print(json.dumps(request(number, document, day, mended="--mended" in sys.argv)))
