import sys

import anthropic
from notary import RULES

SYSTEM = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]


def with_mark(messages):
    *earlier, last = messages
    block = {"type": "text", "text": last["content"], "cache_control": {"type": "ephemeral"}}
    return [*earlier, {"role": last["role"], "content": [block]}]


def main():
    client = anthropic.Anthropic()
    messages = []
    for line in sys.stdin:
        messages.append({"role": "user", "content": line.strip()})
        response = client.messages.create(
            model="claude-sonnet-4-6", max_tokens=300, system=SYSTEM, messages=with_mark(messages)
        )
        messages.append({"role": "assistant", "content": response.content[0].text})


main()
