import json
import sys
from pathlib import Path

import anthropic
import yaml

FOLDER = Path(__file__).parent
with open(FOLDER / "texts.yaml", encoding="utf-8") as opened:
    TEXTS = yaml.safe_load(opened)
NAMES = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=TEXTS["shelf"]["system"].format(town=NAMES["town"]),
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
