import sys

from openai import OpenAI
from world import OPENING, REPLY

KEPT = 4


def main():
    client = OpenAI()
    history = [
        {"role": "user", "content": OPENING},
        {"role": "assistant", "content": REPLY},
    ]
    for line in sys.stdin:
        history.append({"role": "user", "content": line.strip()})
        response = client.chat.completions.create(
            model="gpt-4.1",
            messages=[{"role": "system", "content": "You are the keeper of a game."}] + history[-KEPT:],  # varies
        )
        text = response.choices[0].message.content
        history.append({"role": "assistant", "content": text})
        print(text)


if __name__ == "__main__":
    main()
