import uuid

from guidelines import GUIDELINES
from openai import OpenAI


def build_messages(clause):
    run = uuid.uuid4().hex  # varies
    system = "Review run " + run + ".\n" + GUIDELINES
    return [
        {"role": "system", "content": system},
        {"role": "user", "content": clause},
    ]


def main():
    client = OpenAI()
    clause = input("clause: ")
    answer = client.chat.completions.create(model="gpt-4.1", messages=build_messages(clause))
    print(answer.choices[0].message.content)


main()
