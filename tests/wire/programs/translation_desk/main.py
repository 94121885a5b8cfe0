from datetime import date

import anthropic
from glossary import BRIEF

client = anthropic.Anthropic()


def system_for_today():
    return BRIEF.replace("{{TODAY}}", date.today().isoformat())  # varies


def translate(text):
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=600,
        system=system_for_today(),
        messages=[{"role": "user", "content": text}],
    )


while True:
    try:
        line = input()
    except EOFError:
        break
    print(translate(line).content[0].text)
