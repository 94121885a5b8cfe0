import sys

import anthropic
from schema import NOTES, Column

COLUMNS = [Column("id", "int"), Column("total", "numeric"), Column("name", "text")]


def system():
    listed = "\n".join(f"- {column}" for column in COLUMNS)
    return f"You teach SQL with these columns:\n{listed}\n{NOTES}"


def teach(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=[{"type": "text", "text": system(), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )


print(teach(sys.argv[1]).content[0].text)
