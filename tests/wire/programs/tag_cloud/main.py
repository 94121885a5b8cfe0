import sys

from cloud import RULES, WORDS
from openai import OpenAI


def unique(words):
    return list(set(words))  # varies


def ask(text):
    known = " ".join(unique(WORDS))
    return OpenAI().responses.create(model="gpt-5-mini", instructions=f"Known words: {known}\n{RULES}", input=text)


print(ask(sys.argv[1]).output_text)
