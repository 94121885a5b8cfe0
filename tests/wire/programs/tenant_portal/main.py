import csv
import sys

import anthropic
from portal import RULES


def serve(client, user_name, question):
    system = "\n".join(
        [
            f"You speak with {user_name}.",  # varies
            "You look after a portal for tenants.",
            RULES,
        ]
    )
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=system,
        messages=[{"role": "user", "content": question}],
    )


def main():
    client = anthropic.Anthropic()
    for row in csv.DictReader(sys.stdin):
        print(serve(client, row["customer"], row["text"]).content[0].text)


if __name__ == "__main__":
    main()
