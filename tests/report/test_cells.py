from __future__ import annotations

import pytest

from promptlint.report.cells import cells, clean, drawn, encodable


@pytest.mark.parametrize(
    ("char", "width", "shown"),
    [
        pytest.param("a", 1, "a", id="letter"),
        pytest.param("é", 1, "é", id="composed"),
        pytest.param("\u0301", 0, "\u0301", id="combining"),
        pytest.param("漢", 2, "漢", id="wide"),
        pytest.param("Ａ", 2, "Ａ", id="full width"),  # noqa: RUF001 the character under test
        pytest.param("🙂", 2, "🙂", id="emoji"),
        pytest.param("\u200d", 0, "\u200d", id="joiner"),
        pytest.param("\t", 4, "    ", id="tab"),
        pytest.param("\x1b", 1, "␛", id="escape"),
        pytest.param("\x7f", 1, "\ufffd", id="delete"),
        pytest.param("\x9b", 1, "\ufffd", id="control sequence introducer"),
        pytest.param("\u202e", 1, "\ufffd", id="direction override"),
        pytest.param("\u200b", 1, "\ufffd", id="zero-width space"),
        pytest.param("\ud800", 1, "\ufffd", id="surrogate"),
        pytest.param("\u2028", 1, "\ufffd", id="line separator"),
        pytest.param("\u00a0", 1, "\u00a0", id="no-break space"),
        pytest.param("\ue000", 1, "\ue000", id="private use"),
    ],
)
def test_cells(char: str, width: int, shown: str) -> None:
    assert cells(char) == width
    assert drawn(char) == shown


def test_clean() -> None:
    assert clean("plain") == "plain"
    assert clean("two\nlines\x1b") == "two␊lines␛"
    assert clean("x" * 3000) == "x" * 1999 + "…"


def test_encodable() -> None:
    assert encodable("plain é") == "plain é"
    assert encodable("a\udcffb") == "a\\udcffb"
