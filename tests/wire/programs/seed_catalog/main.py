import sys

import anthropic

from shelf import RULES, SEEDS


def kinds(seeds):
    found = {f"{seed['kind']} of {seed['year']}" for seed in seeds or []}
    return "\n".join(sorted(found))


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-5-5",
        max_tokens=300,
        system=f"The library holds:\n{kinds(SEEDS)}\n\n{RULES}",
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
