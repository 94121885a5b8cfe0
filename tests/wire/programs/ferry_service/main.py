import sys
import time

import anthropic
from ferry import RULES


def system(now=time.monotonic_ns):
    return f"You sell tickets for a ferry. Tick {now()}.\n{RULES}"  # varies


def main():
    client = anthropic.Anthropic()
    for line in sys.stdin:
        message = client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=300,
            system=[{"type": "text", "text": system(), "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": line.strip()}],
        )
        print(message.content[0].text)


if __name__ == "__main__":
    main()
