import sys

from openai import OpenAI
from yoga import *


def maker(rules):
    def system(level):
        return f"Level: {level}.\n{rules}"

    return system


system = maker(YOGA_RULES)
completion = OpenAI().chat.completions.create(
    model="gpt-4.1",
    messages=[{"role": "system", "content": system(LEVELS[1])}, {"role": "user", "content": sys.argv[1]}],
)
print(completion.choices[0].message.content)
