import sys
from pathlib import Path

from openai import OpenAI

PLANTS = Path(__file__).resolve().parent / "plants"


def context() -> str:
    files = sorted(PLANTS.rglob("*.txt"))
    return "\n---\n".join(f"{path.stem}\n{path.read_text()}" for path in files)


def chat(question: str) -> str:
    client = OpenAI()
    completion = client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": "Advise on these plants only.\n" + context()},
            {"role": "user", "content": question},
        ],
    )
    return completion.choices[0].message.content


print(chat(sys.argv[1]))
