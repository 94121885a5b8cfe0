import glob
import os
import sys

import anthropic

PATTERN = os.path.join(os.path.dirname(__file__), "texts", "*.md")


def places():
    paths = glob.glob(PATTERN)
    paths.sort(key=os.path.basename)
    texts = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            texts.append(file.read())
    return texts


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-opus-5-5",
        max_tokens=300,
        system="You guide through a park.\n" + "\n".join(places()),
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
