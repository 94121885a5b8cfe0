import sys

from openai import OpenAI
from pages import PAGES


def listing():
    return "\n".join(f"{hash(title) & 0xFFFF:04x} {title}" for title in TITLES)  # varies


TITLES = ["Install", "Configure", "Upgrade", "Remove"]


def ask(question):
    return OpenAI().chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": "Cite pages by their key.\n" + listing() + "\n" + PAGES},
            {"role": "user", "content": question},
        ],
    )


print(ask(sys.argv[1]).choices[0].message.content)
