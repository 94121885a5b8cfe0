import sys
from textwrap import shorten

import anthropic
from papers import GUIDE, SAMPLES

LIMIT = 6000
HEAD = GUIDE[:LIMIT].rstrip() + "\n" + "\n".join(SAMPLES[1:3])


def ask(paper):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=HEAD.replace("\r\n", "\n"),
        messages=[{"role": "user", "content": shorten(paper, 2000)}],
    )


print(ask(sys.argv[1]).content[0].text)
