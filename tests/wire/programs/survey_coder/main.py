import json
import sys
from dataclasses import dataclass, field

from codebook import CODEBOOK
from openai import OpenAI


@dataclass
class PromptConfig:
    persona: str = "You code open answers of a survey."
    labels: list[str] = field(default_factory=lambda: ["price", "service", "range"])
    book: str = CODEBOOK

    def render(self) -> str:
        return f"{self.persona}\nLabels: {', '.join(self.labels)}\n{self.book}"


def main() -> None:
    client = OpenAI()
    config = PromptConfig()
    for line in sys.stdin:
        row = json.loads(line)
        completion = client.chat.completions.create(
            model="gpt-4.1",
            messages=[
                {"role": "system", "content": config.render()},
                {"role": "user", "content": row["text"]},
            ],
        )
        print(row["id"], completion.choices[0].message.content)


main()
