import os
import sys

from faq import FAQ
from openai import OpenAI

SYSTEM = """You are worker %d of a help desk.

%s"""


def answer(question):
    client = OpenAI()
    response = client.responses.create(
        model="gpt-5-mini",
        instructions=SYSTEM % (os.getpid(), FAQ),  # varies
        input=question,
    )
    return response.output_text


if __name__ == "__main__":
    print(answer(sys.argv[1]))
