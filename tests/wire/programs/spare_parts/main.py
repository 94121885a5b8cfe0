import json
import sys

import anthropic
from parts import PARTS, RULES


def system():
    makers = {part["maker"] for part in PARTS}
    facts = {"makers": list(makers), "count": len(PARTS)}  # varies
    return f"Facts: {json.dumps(facts)}\n\n{RULES}"


def advise(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=system(),
        messages=[{"role": "user", "content": question}],
    )


print(advise(sys.argv[1]).content[0].text)
