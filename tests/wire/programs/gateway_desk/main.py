import json
import sys

from clients import Claude, Gpt

RULES = """You sort the mail of a city hall.
<<< 900 words >>>
"""


class Sorter:
    def __init__(self, model):
        self.model = model
        self.client = None

    def _chosen(self):
        if self.client is None:
            if self.model.startswith("claude-"):
                self.client = Claude()
            else:
                self.client = Gpt()
        return self.client

    def sort(self, row):
        letter = json.dumps(row)  # varies
        messages = [
            {"role": "system", "content": f"{RULES}\n<letter>{letter}</letter>\nAnswer with one word."},
            {"role": "user", "content": "Sort the letter."},
        ]
        return self._chosen().complete(messages=messages, model=self.model)


sorter = Sorter("claude-sonnet-5-5")
for line in sys.stdin:
    print(sorter.sort(json.loads(line)))
