import sys
import uuid

import anthropic
from song import FORM


def main(theme):
    client = anthropic.Anthropic()
    draft = f"draft-{uuid.uuid1()}"  # varies
    with client.messages.stream(
        model="claude-sonnet-4-6",
        max_tokens=800,
        system=[
            {"type": "text", "text": f"You write songs. This is {draft}."},
            {"type": "text", "text": FORM, "cache_control": {"type": "ephemeral"}},
        ],
        messages=[{"role": "user", "content": theme}],
    ) as stream:
        for text in stream.text_stream:
            print(text, end="")


main(sys.argv[1])
