import sys
from datetime import datetime

import anthropic
from broker import RULES


def system():
    now = datetime.now().strftime("%H:%M:%S.%f")  # varies
    text = f"The market shows the prices of {now}.\n{RULES}"
    return [{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}]


def main():
    client = anthropic.Anthropic()
    messages = []
    for line in sys.stdin:
        messages.append({"role": "user", "content": line.strip()})
        response = client.messages.create(model="claude-sonnet-4-6", max_tokens=300, system=system(), messages=messages)
        messages.append({"role": "assistant", "content": response.content[0].text})


main()
