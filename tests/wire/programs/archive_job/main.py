import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from archive import SCHEME
from openai import OpenAI

STARTED_FORMAT = "%d.%m.%Y %H:%M:%S"


def body(text, started):
    system = f"You file letters. Job of {started}.\n{SCHEME}"
    return {
        "model": "gpt-5-mini",
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": text}],
    }


def write(rows, target):
    with target.open("w", encoding="utf-8") as file:
        for row in rows:
            started = datetime.now().strftime(STARTED_FORMAT)  # varies
            request = {"custom_id": row["id"], "method": "POST", "url": "/v1/chat/completions"}
            file.write(json.dumps(request | {"body": body(row["text"], started)}) + "\n")


def main():
    client = OpenAI()
    target = Path(tempfile.mkdtemp()) / "requests.jsonl"
    write((json.loads(line) for line in sys.stdin), target)
    upload = client.files.create(file=target, purpose="batch")
    print(client.batches.create(input_file_id=upload.id, endpoint="/v1/chat/completions", completion_window="24h").id)


main()
