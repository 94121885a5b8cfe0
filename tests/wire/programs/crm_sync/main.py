import csv
import sys

from crm import FIELDS
from openai import OpenAI


def persona(row):
    if row["country"] == "Japan":  # varies
        return "You write with the formality that Japanese partners expect."
    return "You write in a friendly tone."


def summarise(client, row):
    response = client.responses.create(
        model="gpt-5-mini",
        instructions=persona(row) + "\n\n" + FIELDS,
        input=f"Summarise for the record: {row['text']}",
    )
    return response.output_text


def main():
    client = OpenAI()
    for row in csv.DictReader(sys.stdin):
        print(summarise(client, row))


if __name__ == "__main__":
    main()
