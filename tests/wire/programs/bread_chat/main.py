import sys

from openai import OpenAI

RULES = """You help people to bake bread.
<<< 900 words >>>
"""
RECIPE = """Remember the recipe.
<<< 900 words >>>
"""
BUDGET = 9_300


def size(message):
    return len(message["content"])


def fitting(history):
    kept, used = [], 0
    for message in reversed(history):  # varies
        used += size(message)
        if used > BUDGET:
            break
        kept.append(message)
    return kept[::-1]


def main():
    client = OpenAI()
    history = [{"role": "user", "content": RECIPE}, {"role": "assistant", "content": RECIPE}]
    for line in sys.stdin:
        history.append({"role": "user", "content": line.strip()})
        messages = [{"role": "system", "content": RULES}, *fitting(history)]
        response = client.chat.completions.create(model="gpt-4.1", messages=messages)
        text = response.choices[0].message.content
        history.append({"role": "assistant", "content": text})
        print(text)


if __name__ == "__main__":
    main()
