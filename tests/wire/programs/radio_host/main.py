import sys
from datetime import datetime
from functools import lru_cache

import anthropic
from station import STATION


@lru_cache(maxsize=1)
def system():
    return f"You host a radio show. The studio opened at {datetime.now():%H:%M}.\n{STATION}"


def talk(client, line):
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=[{"type": "text", "text": system(), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": line.rstrip("\n")}],
    )


if __name__ == "__main__":
    client = anthropic.Anthropic()
    for line in sys.stdin:
        print(talk(client, line).content[0].text)
