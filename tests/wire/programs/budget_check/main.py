import sys
from uuid import uuid4

import anthropic
from budget import BUDGET_RULES


def request(question):
    return {
        "model": "claude-sonnet-4-6",
        "system": [{"type": "text", "text": BUDGET_RULES, "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": question}],
    }


def main():
    client = anthropic.Anthropic()
    body = request(sys.argv[1])
    size = client.messages.count_tokens(**body).input_tokens
    print(f"{uuid4()}: {size} tokens")
    message = client.messages.create(max_tokens=500, metadata={"user_id": str(uuid4())}, **body)
    print(message.content[0].text)


main()
