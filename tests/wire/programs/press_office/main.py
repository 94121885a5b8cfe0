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
    opened = clean(f"{title},  open since  {datetime.now()}")  # varies
    return opened


def answer(question):
    response = OpenAI().responses.create(model="gpt-5-mini", instructions=f"{head()}\n{GUIDE}", input=clean(question))
    return response.output_text


print(answer(sys.argv[1]))
