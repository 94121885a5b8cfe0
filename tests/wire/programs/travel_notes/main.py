import random
import sys
from textwrap import dedent, indent

import anthropic
from notes import EXAMPLES, STYLE

picker = random.Random(7)
CHOSEN = picker.sample(EXAMPLES, 3)

SYSTEM = dedent("""
    You turn travel notes into a short story.
    Follow the style below, and learn from the examples.
""").strip()
SYSTEM += "\n\n" + indent(STYLE.strip(), "  ") + "\n\n"
SYSTEM += "\n".join(f"Example: {example}" for example in CHOSEN)


def write(notes):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=700,
        system=[{"type": "text", "text": SYSTEM, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": notes.strip()}],
    )


print(write(sys.argv[1]).content[0].text)
