import csv
import sys

import anthropic
from handbook import HANDBOOK

INSURER = "Northgate Mutual"
SYSTEM = HANDBOOK.replace("[INSURER]", INSURER).replace("[LIMIT]", str(2500)).strip()


def first_look(client: anthropic.Anthropic, claim: dict[str, str]) -> str:
    message = client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=[{"type": "text", "text": SYSTEM, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": f"Claim {claim['id']} of {claim['customer']}:\n{claim['text']}"}],
    )
    return message.content[0].text


def main() -> None:
    client = anthropic.Anthropic()
    for claim in csv.DictReader(sys.stdin):
        print(claim["id"], first_look(client, claim))


if __name__ == "__main__":
    main()
