import functools
import sys
from datetime import datetime

import openai

RULES = """You answer letters to a theatre.
<<< 900 words >>>
"""


def framed(word):
    def decorate(make):
        @functools.wraps(make)
        def inner(*args, **kwargs):
            print(datetime.now(), file=sys.stderr)
            return f"<{word}>\n" + make(*args, **kwargs) + f"</{word}>"

        return inner

    return decorate


@framed("rules")
def system_prompt(house):
    return f"The house is {house}.\n{RULES}"


def answer(letter):
    return openai.OpenAI().chat.completions.create(
        model="gpt-4.1",
        messages=[{"role": "system", "content": system_prompt("the round one")}, {"role": "user", "content": letter}],
    )


print(answer(sys.argv[1]).choices[0].message.content)
