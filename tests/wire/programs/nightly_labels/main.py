import json
import sys
from uuid import uuid4

import anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming
from anthropic.types.messages.batch_create_params import Request
from labels import LABELS

SYSTEM = [{"type": "text", "text": LABELS, "cache_control": {"type": "ephemeral", "ttl": "1h"}}]


def request(row):
    return Request(
        custom_id=f"label-{uuid4().hex}",
        params=MessageCreateParamsNonStreaming(
            model="claude-sonnet-4-6",
            max_tokens=50,
            system=SYSTEM,
            messages=[{"role": "user", "content": row["text"]}],
        ),
    )


def main():
    rows = [json.loads(line) for line in sys.stdin]
    batch = anthropic.Anthropic().messages.batches.create(requests=[request(row) for row in rows])
    print(batch.id)


main()
