import io
import sys

import anthropic
from wording import SECTIONS, WORDING


def build():
    out = io.StringIO()
    out.write("You turn notes into a night report.\n")
    for index, section in enumerate(SECTIONS):
        out.write(f"{index + 1}. {section}\n")
    out.write(WORDING)
    return out.getvalue()


def report(notes):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=900,
        system=[{"type": "text", "text": build(), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": notes}],
    )


print(report(sys.argv[1]).content[0].text)
