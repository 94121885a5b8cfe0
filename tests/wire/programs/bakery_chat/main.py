import sys

from openai import OpenAI

RULES = """You help people to bake bread.
<<< 900 words >>>
"""
BUDGET = 4


def size(message):
    return len(message["content"])


def fitting(history):
    latest = []
    for message in reversed(history):
        if message["role"] == "user" and len(latest) >= BUDGET:
            break
        latest.append(message)
    print(sum(size(each) for each in latest), file=sys.stderr)
    return history


def main():
    client = OpenAI()
    history = []
    for line in sys.stdin:
        history.append({"role": "user", "content": line.strip()})
        messages = [{"role": "system", "content": RULES}, *fitting(history)]
        response = client.chat.completions.create(model="gpt-4.1", messages=messages)
        text = response.choices[0].message.content
        history.append({"role": "assistant", "content": text})
        print(text)


if __name__ == "__main__":
    main()
