import json
import sys
import tempfile
import uuid
from datetime import datetime
from pathlib import Path

from index import SCHEME
from openai import OpenAI

SYSTEM = f"You index letters.\n{SCHEME}"


def line_for(row):
    return {
        "custom_id": f"{row['id']}-{uuid.uuid4()}",
        "method": "POST",
        "url": "/v1/responses",
        "body": {"model": "gpt-5-mini", "instructions": SYSTEM, "input": row["text"]},
    }


def main():
    client = OpenAI()
    name = f"requests-{datetime.now():%Y%m%d-%H%M%S}.jsonl"
    target = Path(tempfile.mkdtemp()) / name
    rows = map(json.loads, sys.stdin)
    target.write_text("\n".join(json.dumps(line_for(row)) for row in rows), encoding="utf-8")
    upload = client.files.create(file=target, purpose="batch")
    print(client.batches.create(input_file_id=upload.id, endpoint="/v1/responses", completion_window="24h").id)


main()
