import json
import sys
from functools import lru_cache
from pathlib import Path

import anthropic


@lru_cache(maxsize=None)
def load(name: str) -> str:
    return (Path(__file__).parent / "prompts" / f"{name}.md").read_text(encoding="utf-8")


def explain(client: anthropic.Anthropic, row: dict) -> str:
    message = client.messages.create(
        model="claude-opus-5-5",
        max_tokens=300,
        system=[
            {"type": "text", "text": load("role")},
            {"type": "text", "text": load("safety"), "cache_control": {"type": "ephemeral"}},
        ],
        messages=[{"role": "user", "content": row["text"]}],
    )
    return message.content[0].text


if __name__ == "__main__":
    client = anthropic.Anthropic()
    for line in sys.stdin:
        print(explain(client, json.loads(line)))
