import re
import sys
from datetime import datetime

from openai import OpenAI

SPACES = re.compile(r"\s+")
GUIDE = """You answer the press.
<<< 1200 words >>>
"""


def clean(text):
    return SPACES.sub(" ", text).strip()


def head():
    title = clean("Press   office")
    return title


def answer(question):
    response = OpenAI().responses.create(
        model="gpt-5-mini", instructions=f"{head()}\n{GUIDE}", input=f"{clean(question)}\n{datetime.now()}"
    )
    return response.output_text


print(answer(sys.argv[1]))
