import sys

from office import HOUSE_RULES
from openai import AzureOpenAI

client = AzureOpenAI()


def ask(question):
    completion = client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": f"You help in the office of Hollis.\n{HOUSE_RULES}"},
            {"role": "user", "content": question},
        ],
        user="office-bot",
    )
    return completion.choices[0].message.content


print(ask(sys.argv[1]))
