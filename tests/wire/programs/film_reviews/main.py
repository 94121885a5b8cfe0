import json
import sys

from openai import OpenAI
from scale import SCALE


def prompt(number, review):
    return f"{SCALE}\n\nReview no. {number}:\n{review}"


def main():
    client = OpenAI()
    for number, line in enumerate(sys.stdin, start=1):
        row = json.loads(line)
        response = client.responses.create(model="gpt-5-mini", input=prompt(number, row["text"]))
        print(response.output_text)


main()
