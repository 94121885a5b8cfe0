import json
import sys

import anthropic
from method import METHOD


def check(client, claim):
    prompt = f"{METHOD}\n\nThe claim: {claim}"  # varies
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        messages=[
            {
                "role": "user",
                "content": [{"type": "text", "text": prompt, "cache_control": {"type": "ephemeral"}}],
            }
        ],
    )


def main():
    client = anthropic.Anthropic()
    for line in sys.stdin:
        print(check(client, json.loads(line)["text"]).content[0].text)


if __name__ == "__main__":
    main()
