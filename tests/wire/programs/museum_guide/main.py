import sys
from importlib import resources

import anthropic
import texts

SYSTEM = resources.files(texts).joinpath("guide.md").read_text(encoding="utf-8")


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-opus-5-5",
        max_tokens=300,
        system=[{"type": "text", "text": SYSTEM, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
