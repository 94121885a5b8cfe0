import json
import sys

from openai import OpenAI
from prices import PRICES, RULES

SHOWN = {"Fell 2", "Fell 3", "Ember", "Tarn", "Scree"}


def table():
    return json.dumps({name: PRICES[name] for name in SHOWN}, sort_keys=True)


def main():
    client = OpenAI()
    response = client.responses.create(
        model="gpt-5-mini",
        instructions="\n".join(["You quote prices.", table(), RULES]),
        input=sys.argv[1],
    )
    print(response.output_text)


if __name__ == "__main__":
    main()
