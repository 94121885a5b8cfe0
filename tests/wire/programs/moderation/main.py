import sys
import time

import anthropic
from community import EXAMPLES, GUIDELINES


def build_system():
    lines = ["You moderate a forum of climbers."]
    lines.append(time.strftime("The queue was opened at %H:%M."))  # varies
    lines.extend(GUIDELINES)
    for verdict, text in EXAMPLES:
        lines.append(f"{verdict}: {text}")
    return "\n".join(lines)


def moderate(post):
    client = anthropic.Anthropic()
    return client.messages.create(
        model="claude-opus-5-5",
        max_tokens=50,
        system=build_system(),
        messages=[{"role": "user", "content": post}],
    )


if __name__ == "__main__":
    print(moderate(sys.argv[1]).content[0].text)
