import sys

import anthropic
from world import WORLD


def main():
    client = anthropic.Anthropic()
    messages = []
    for line in sys.stdin:
        messages.append({"role": "user", "content": line.strip()})
        response = client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=600,
            system=[{"type": "text", "text": WORLD, "cache_control": {"type": "ephemeral"}}],
            messages=messages,
        )
        text = response.content[0].text
        messages.append({"role": "assistant", "content": text})
        print(text)


if __name__ == "__main__":
    main()
