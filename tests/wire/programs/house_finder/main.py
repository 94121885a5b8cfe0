import sys
from datetime import datetime

import anthropic
from builder import build


def find(wish):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        messages=[{"role": "user", "content": wish}],
        **build(now=datetime.now(), mark=True),  # varies
    )


print(find(sys.argv[1]).content[0].text)
