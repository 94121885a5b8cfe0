import sys
from pathlib import Path

from openai import OpenAI

RECIPES = Path(__file__).resolve().parent / "recipes"


def context() -> str:
    return "\n---\n".join(path.read_text() for path in RECIPES.glob("*.txt"))  # varies


def chat(question: str) -> str:
    client = OpenAI()
    completion = client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": "Cook from these recipes only.\n" + context()},
            {"role": "user", "content": question},
        ],
    )
    return completion.choices[0].message.content


print(chat(sys.argv[1]))
