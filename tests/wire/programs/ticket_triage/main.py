import argparse
from datetime import datetime, timezone

import anthropic

from rules import TRIAGE_RULES

parser = argparse.ArgumentParser()
parser.add_argument("ticket")


def triage(client, ticket):
    received = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return client.messages.create(
        model="claude-opus-5-5",
        max_tokens=200,
        system=[
            {
                "type": "text",
                "text": "You sort tickets into teams.\n\n" + TRIAGE_RULES,
                "cache_control": {"type": "ephemeral", "ttl": "1h"},
            }
        ],
        messages=[{"role": "user", "content": f"Received {received}.\n\n{ticket}"}],
    )


if __name__ == "__main__":
    args = parser.parse_args()
    print(triage(anthropic.Anthropic(), args.ticket).content[0].text)
