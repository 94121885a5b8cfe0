import sys
import time
import uuid

import anthropic
from tour import RULES

STARTED = time.strftime("%d %B %Y, %H:%M")
INSTANCE = uuid.uuid4().hex[:6]
SYSTEM = f"You lead tours. Service {INSTANCE}, up since {STARTED}.\n{RULES}"


def main():
    client = anthropic.Anthropic()
    for line in sys.stdin:
        message = client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=300,
            system=[{"type": "text", "text": SYSTEM, "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": line.strip()}],
        )
        print(message.content[0].text)


if __name__ == "__main__":
    main()
