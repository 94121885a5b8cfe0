import json
import sys

import anthropic
from naming import NAMING


def main():
    client = anthropic.Anthropic()
    requests = []
    for line in sys.stdin:
        row = json.loads(line)
        system = f"You work for {row['customer']}.\n\n{NAMING}"  # varies
        requests.append(
            {
                "custom_id": row["id"],
                "params": {
                    "model": "claude-sonnet-4-6",
                    "max_tokens": 50,
                    "system": [{"type": "text", "text": system, "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
                    "messages": [{"role": "user", "content": row["text"]}],
                },
            }
        )
    print(client.messages.batches.create(requests=requests).id)


if __name__ == "__main__":
    main()
