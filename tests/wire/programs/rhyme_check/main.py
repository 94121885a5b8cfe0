import sys
from pathlib import Path

import anthropic
from rhymes import PAIRS

FOLDER = Path(__file__).parent

try:
    RULES = (FOLDER / "local.txt").read_text(encoding="utf-8")
except FileNotFoundError:
    RULES = (FOLDER / "rules.txt").read_text(encoding="utf-8")


def system():
    pairs = "".join(map("{0[0]} rhymes with {0[1]}\n".format, PAIRS))
    return pairs + " ".join(reversed(["line.", "last", "the", "Mind"])) + "\n" + RULES


message = anthropic.Anthropic().messages.create(
    model="claude-sonnet-4-6",
    max_tokens=300,
    system=system(),
    messages=[{"role": "user", "content": sys.argv[1]}],
)
print(message.content[0].text)
