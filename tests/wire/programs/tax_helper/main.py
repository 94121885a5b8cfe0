import sys
from datetime import date

import anthropic
from tax import TAX_RULES


def system():
    this_month = date.today().strftime("%B %Y")  # varies
    return f"You help with taxes. It is {this_month}.\n{TAX_RULES}"


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=[{"type": "text", "text": system(), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
