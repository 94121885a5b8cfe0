import hashlib
import sys

from openai import OpenAI
from pages import PAGES

TITLES = ["Install", "Configure", "Upgrade", "Remove"]


def key(title):
    return hashlib.sha256(title.encode()).hexdigest()[:6]


def ask(question):
    listing = "\n".join(f"{key(title)} {title}" for title in TITLES)
    return OpenAI().chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": "Cite pages by their key.\n" + listing + "\n" + PAGES},
            {"role": "user", "content": question},
        ],
    )


print(ask(sys.argv[1]).choices[0].message.content)
