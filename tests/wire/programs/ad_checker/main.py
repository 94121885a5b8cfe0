import json
import sys

from adverts import LAW
from openai import OpenAI
from pydantic import BaseModel, Field


class Finding(BaseModel):
    allowed: bool = Field(description="Whether the advert may run.")
    reason: str = Field(description="The rule that decides it.")


def check(client, text):
    completion = client.chat.completions.parse(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": "You check adverts.\n" + LAW},
            {"role": "user", "content": text},
        ],
        response_format=Finding,
    )
    return completion.choices[0].message.parsed


client = OpenAI()
for line in sys.stdin:
    print(check(client, json.loads(line)["text"]).reason)
