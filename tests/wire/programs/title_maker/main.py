import sys
from datetime import datetime

import anthropic


def title(text):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=20,
        system=f"It is {datetime.now():%H:%M}. Give the note a title of at most five words.",
        messages=[{"role": "user", "content": text}],
    )


print(title(sys.argv[1]).content[0].text)
