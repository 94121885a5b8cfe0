import os
import sys

from helper import CONVENTIONS
from openai import OpenAI


def ask(question):
    system = f"You work in {os.getcwd()}.\n{CONVENTIONS}"  # varies
    return OpenAI().chat.completions.create(
        model="gpt-4.1",
        messages=[{"role": "system", "content": system}, {"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).choices[0].message.content)
