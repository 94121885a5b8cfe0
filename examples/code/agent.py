import anthropic
from clock import stamp
from rules import RULES

client = anthropic.Anthropic()


def instructions():
    return f"It is {stamp()}.\n\n{RULES}"


def answer(question):
    return client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=500,
        system=instructions(),
        messages=[{"role": "user", "content": question}],
    )
