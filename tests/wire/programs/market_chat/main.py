import sys
from datetime import datetime

from openai import OpenAI

RULES = """You run the market of a town.
<<< 900 words >>>
"""
PLACES = """These are the places.
<<< 900 words >>>
"""


class Guide:
    def __init__(self):
        self.client = OpenAI()
        self.history = [{"role": "user", "content": PLACES}]

    def situation(self):
        return f"It is {datetime.now():%H:%M:%S.%f}."  # varies

    def ask(self, text):
        self.history.append({"role": "user", "content": text})
        messages = [{"role": "system", "content": f"{RULES}\n{self.situation()}"}, *self.history]
        response = self.client.chat.completions.create(model="gpt-4.1", messages=messages)
        self.history.append({"role": "assistant", "content": response.choices[0].message.content})
        return response.choices[0].message.content


guide = Guide()
for line in sys.stdin:
    print(guide.ask(line.strip()))
