import sys

import anthropic
from schema import NOTES, Column, Table

TABLES = [
    Table("orders", [Column("id", "int"), Column("total", "numeric")]),
    Table("buyers", [Column("id", "int"), Column("name", "text")]),
]


def system():
    listed = "\n".join(f"{table.name}: {table.columns!r}" for table in TABLES)  # varies
    return f"You write SQL for these tables:\n{listed}\n{NOTES}"


def write(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=[{"type": "text", "text": system(), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )


print(write(sys.argv[1]).content[0].text)
