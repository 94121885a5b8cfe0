import sys
from datetime import datetime

from openai import OpenAI
from standup import FORMAT


def head():
    if (hour := datetime.now().hour) < 12:  # varies
        return f"Good morning, it is {hour} o'clock."
    return f"Good afternoon, it is {hour} o'clock."


def notes(text):
    return OpenAI().responses.create(
        model="gpt-5-mini",
        instructions=head() + " You write the notes of a stand-up.\n" + FORMAT,
        input=text,
    )


print(notes(sys.argv[1]).output_text)
