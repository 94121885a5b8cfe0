import sys
from datetime import datetime
from pathlib import Path

import anthropic
import yaml

TEXTS = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))


def ask(question):
    now = datetime.now().isoformat(timespec="seconds")  # varies
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=TEXTS["desk"]["system"].format(now=now),
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
