import json
import sys

import anthropic
from style import STYLE_GUIDE

PROMPT = """You review a change made by {author}.

{guide}

Say what has to be mended before the change can go in."""


def main():
    client = anthropic.Anthropic()
    for line in sys.stdin:
        change = json.loads(line)
        system = PROMPT.format(author=change["customer"], guide=STYLE_GUIDE)  # varies
        response = client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=1000,
            system=system,
            messages=[{"role": "user", "content": change["text"]}],
        )
        print(change["id"], response.content[0].text)


if __name__ == "__main__":
    main()
