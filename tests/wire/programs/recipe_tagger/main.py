import json
import sys

import anthropic
from tags import HOUSE_RULES, TAGS

TEMPLATE = "You tag recipes with these tags: {tags}.\nGive at most {limit} of them.\n\n{rules}"
SYSTEM = TEMPLATE.format(tags=", ".join(TAGS), limit=5, rules=HOUSE_RULES)


def tag(client, recipe):
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=100,
        system=SYSTEM,
        messages=[{"role": "user", "content": "Recipe: {}\nFrom: {}".format(recipe["text"], recipe["country"])}],
    )


client = anthropic.Anthropic()
for line in sys.stdin:
    print(tag(client, json.loads(line)).content[0].text)
