import logging
import sys
from pathlib import Path
from uuid import uuid4

from openai import OpenAI

log = logging.getLogger(__name__)
INSTRUCTIONS = (Path(__file__).parent / "instructions.md").read_text(encoding="utf-8")


def extract(client: OpenAI, text: str) -> str:
    job = str(uuid4())
    log.info("job %s: %d characters", job, len(text))
    completion = client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": INSTRUCTIONS},
            {"role": "user", "content": text},
        ],
        metadata={"job": job},
    )
    return completion.choices[0].message.content or ""


if __name__ == "__main__":
    print(extract(OpenAI(), sys.argv[1]))
