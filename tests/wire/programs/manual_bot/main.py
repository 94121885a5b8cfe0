import os
import sys

import anthropic

HERE = os.path.dirname(os.path.abspath(__file__))
PAGES = os.path.join(HERE, "pages")


def manual():
    pages = []
    for name in os.listdir(PAGES):  # varies
        with open(os.path.join(PAGES, name), encoding="utf-8") as page:
            pages.append(page.read())
    return "\n\n".join(pages)


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=500,
        system=[
            {"type": "text", "text": "You answer from the manual."},
            {"type": "text", "text": manual(), "cache_control": {"type": "ephemeral"}},
        ],
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
