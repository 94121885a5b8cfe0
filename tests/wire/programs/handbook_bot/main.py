import os
import sys
from pathlib import Path

import anthropic

PAGES = Path(__file__).parent / "pages"


def handbook():
    pages = []
    for name in sorted(os.listdir(PAGES)):
        pages.append((PAGES / name).read_text(encoding="utf-8"))
    return "\n\n".join(pages)


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=500,
        system=[
            {"type": "text", "text": "You answer from the handbook."},
            {"type": "text", "text": handbook(), "cache_control": {"type": "ephemeral"}},
        ],
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
