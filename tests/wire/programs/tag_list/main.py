import sys

from cloud import RULES, WORDS
from openai import OpenAI


def unique(words):
    found = list(set(words))
    found.sort()
    return found


def ask(text):
    known = " ".join(unique(WORDS))
    head = f"There are {len(set(WORDS))} known words: {known}"
    return OpenAI().responses.create(model="gpt-5-mini", instructions=f"{head}\n{RULES}", input=text)


print(ask(sys.argv[1]).output_text)
