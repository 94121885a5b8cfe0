import sys

from openai import OpenAI
from retro import FORMAT, TEAM


def head():
    if (count := len(TEAM)) > 3:
        return f"The team has {count} members: {' and '.join(TEAM)}."
    return "A small team."


def notes(text):
    return OpenAI().responses.create(
        model="gpt-5-mini",
        instructions=head() + " You write the notes of a retrospective.\n" + FORMAT,
        input=text,
    )


print(notes(sys.argv[1]).output_text)
