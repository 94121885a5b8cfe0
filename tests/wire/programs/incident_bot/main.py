import sys

import anthropic
from bot.prompts import build_system


def respond(report):
    client = anthropic.Anthropic()
    return client.messages.create(
        model="claude-opus-5-5",
        max_tokens=400,
        system=build_system("incident"),
        messages=[{"role": "user", "content": report}],
    )


if __name__ == "__main__":
    print(respond(sys.argv[1]).content[0].text)
