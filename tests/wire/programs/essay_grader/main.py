import json
import random
import sys

from openai import OpenAI
from rubric import GRADED, RUBRIC

client = OpenAI()


def shots():
    return "\n".join(random.sample(GRADED, 5))  # varies


def grade(essay):
    system = f"You grade essays.\n\nGraded before:\n{shots()}\n\n{RUBRIC}"
    return client.chat.completions.create(
        model="gpt-4.1",
        messages=[{"role": "system", "content": system}, {"role": "user", "content": essay}],
    )


for line in sys.stdin:
    row = json.loads(line)
    print(grade(row["text"]).choices[0].message.content)
