import json
import sys

from jobs import CRITERIA
from openai import OpenAI
from pydantic import BaseModel


class Options(BaseModel):
    role: str = "You match people with jobs."
    criteria: str = CRITERIA
    most: int = 3

    def system(self) -> str:
        return f"{self.role} Name at most {self.most}.\n{self.criteria}"


options = Options(most=5)
client = OpenAI()
for line in sys.stdin:
    person = json.loads(line)
    completion = client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": options.system()},
            {"role": "user", "content": person["text"]},
        ],
    )
    print(completion.choices[0].message.content)
