import logging
import sys
from datetime import datetime

import anthropic
from builder import build

logging.basicConfig(level=logging.INFO)


def find(wish):
    now = datetime.now()
    logging.info("asked at %s", now)
    message = anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        messages=[{"role": "user", "content": wish}],
        **build(mark=True),
    )
    return {"at": now.isoformat(), "text": message.content[0].text}


print(find(sys.argv[1]))
