import random
import sys

from canteen import DISHES, HOUSE_RULES
from openai import AzureOpenAI

client = AzureOpenAI()


def ask(question):
    dishes = list(DISHES)
    random.shuffle(dishes)  # varies
    completion = client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": f"Today we cook {', '.join(dishes)}.\n{HOUSE_RULES}"},
            {"role": "user", "content": question},
        ],
        stream=True,
    )
    return "".join(chunk.choices[0].delta.content or "" for chunk in completion)


print(ask(sys.argv[1]))
