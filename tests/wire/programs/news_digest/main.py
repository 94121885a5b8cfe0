import sys
import time

from desk import DESK
from openai import OpenAI


def ask(question):
    weekday = time.strftime("%A", time.localtime())  # varies
    return OpenAI().responses.create(
        model="gpt-5-mini",
        instructions=f"You write the {weekday} digest.\n{DESK}",
        input=question,
    )


print(ask(sys.argv[1]).output_text)
