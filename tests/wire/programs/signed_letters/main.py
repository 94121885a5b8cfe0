import functools
import sys
from datetime import datetime

import openai

RULES = """You answer letters to a museum.
<<< 900 words >>>
"""


def dated(make):
    @functools.wraps(make)
    def inner(*args, **kwargs):
        head = f"Written at {datetime.now():%H:%M:%S}."  # varies
        return head + "\n" + make(*args, **kwargs)

    return inner


@dated
def system_prompt(house):
    return f"The house is {house}.\n{RULES}"


def answer(letter):
    return openai.OpenAI().chat.completions.create(
        model="gpt-4.1",
        messages=[{"role": "system", "content": system_prompt("the old mill")}, {"role": "user", "content": letter}],
    )


print(answer(sys.argv[1]).choices[0].message.content)
