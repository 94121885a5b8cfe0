from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.batch.requests.blocks import written
from promptlint.batch.requests.parting import are_near, part

RULES = "Sort the tickets of a large invoicing service into classes. " * 20


def system(text: str) -> bytes:
    return written([(b"S", text, None)])


@pytest.mark.parametrize(
    ("mine", "other", "byte", "words"),
    [
        pytest.param(
            f"Today is 2026-11-01. {RULES}",
            f"Today is 2026-11-02. {RULES}",
            9,
            ("2026-11-01.", "2026-11-02."),
            id="date",
        ),
        pytest.param(
            f"Für Anna. {RULES}", f"Für Theodor. {RULES}", 5, ("Anna.", "Theodor."), id="name, behind two bytes"
        ),
        pytest.param(f"Line one.\n{RULES}", f"Line one.\n\n{RULES}", 10, ("Sort", "\nSort"), id="a line more"),
        pytest.param(RULES + "End", RULES + "End.", 1200, ("End", "End."), id="one goes on"),
    ],
)
def test_the_word_that_differs_is_found(mine: str, other: str, byte: int, words: tuple[str, str]) -> None:
    found = part(system(mine), system(other))
    assert (found.section, found.byte) == ("the system prompt", byte)
    assert (found.before, found.after) == words


def test_the_section_is_that_of_the_block() -> None:
    tools = [written([(b"T", {"name": name, "input_schema": {}}, None), (b"S", RULES, None)]) for name in ("a", "b")]
    found = part(tools[0], tools[1])
    assert found.section == "the tools"
    assert '"name":"a"' in found.difference.before.text


@pytest.mark.parametrize(
    ("mine", "other", "near"),
    [
        pytest.param(f"Ticket 1. {RULES}", f"Ticket 20. {RULES}", True, id="an id"),
        pytest.param(RULES, RULES.replace(" ", "  "), False, id="twice as long"),
        pytest.param(RULES, RULES.replace(". ", ".  "), True, id="white space"),
        pytest.param(f"Ticket 1. {RULES} Again: 1.", f"Ticket 2. {RULES} Again: 2.", True, id="an id in two places"),
        pytest.param(RULES, RULES[::-1], False, id="another text"),
        pytest.param(RULES, RULES.replace("tickets", "letters").replace("large", "small"), False, id="many words"),
        pytest.param(RULES, "", False, id="nothing"),
    ],
)
def test_how_near_two_texts_are(mine: str, other: str, near: bool) -> None:
    assert are_near(system(mine), system(other)) is near


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_both_sides_are_the_same_up_to_the_word(lead: str, mine: str, other: str) -> None:
    one, two = lead + mine, lead + other
    if one == two:
        return
    found = part(system(one), system(two))
    left = one.encode("utf-8", "surrogatepass")[: found.byte]
    assert left == two.encode("utf-8", "surrogatepass")[: found.byte]
    assert left.decode("utf-8", "surrogatepass").endswith(found.lead)
