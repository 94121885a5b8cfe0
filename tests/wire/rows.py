"""The input that a program gets, other rows in each world."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

Row = Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of support tickets."""

    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        """The row that the command line is made of."""
        return self.rows[0]

    def written(self, form: str) -> str:
        """The rows as a program reads them from its standard input."""
        if form == "lines":
            return "".join(f"{row['text']}\n" for row in self.rows)
        if form == "json":
            return json.dumps(self.rows)
        if form == "csv":
            table = io.StringIO()
            writer = csv.DictWriter(table, list(self.first))
            writer.writeheader()
            writer.writerows(self.rows)
            return table.getvalue()
        assert form == "jsonl", f"unknown form {form!r}"
        return "".join(f"{json.dumps(row)}\n" for row in self.rows)


def _row(number: int, customer: str, text: str, country: str, *, premium: bool) -> Row:
    return {
        "id": f"T-{number}",
        "customer": customer,
        "plan": "premium" if premium else "basic",
        "premium": premium,
        "country": country,
        "language": {"Norway": "Norwegian", "Chile": "Spanish", "Japan": "Japanese"}[country],
        "amount": number % 97,
        "text": text,
    }


# Rows that follow one another, and rows at the same place in two worlds, differ in every field.
TICKETS = {
    "here": Rows(
        (
            _row(4107, "Ingrid Solheim", "My tent pole snapped on the second night.", "Norway", premium=True),
            _row(4230, "Rosa Fuentes", "Where is the parcel that I ordered in May?", "Chile", premium=False),
            _row(4371, "Ken Ito", "How do I wash a down jacket at home?", "Japan", premium=True),
        )
    ),
    "again": Rows(
        (
            _row(5318, "Haruto Abe", "The stove leaks gas when it is cold.", "Japan", premium=False),
            _row(5402, "Kari Lunde", "Please change the address of my last order.", "Norway", premium=True),
            _row(5533, "Pablo Soto", "A zip of my bag came open after two weeks.", "Chile", premium=False),
        )
    ),
    "elsewhere": Rows(
        (
            _row(6011, "Diego Rojas", "Can I return boots that I wore once?", "Chile", premium=False),
            _row(6155, "Yui Mori", "The invoice names the wrong company.", "Japan", premium=True),
            _row(6290, "Lars Berg", "Do you still sell the blue rope?", "Norway", premium=False),
        )
    ),
}
