import sys
from datetime import date, timedelta

import anthropic
from tax import TAX_RULES

DEADLINE = date(2025, 1, 31)
REMINDER = DEADLINE - timedelta(days=14)


def system():
    return f"You fill in tax forms. They are due by {DEADLINE:%d %B %Y}, remind from {REMINDER}.\n{TAX_RULES}"


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=[{"type": "text", "text": system(), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
