from __future__ import annotations

from decimal import Decimal

import pytest

from promptlint.report.money import dollars, percent, price, range_of
from promptlint.report.style import Style
from promptlint.report.table import Align, table


def test_columns_line_up_by_cells_and_by_their_points() -> None:
    rows = [("漢字", "1.25", "1"), ("a\x1b", "-", "22"), ("bc", "10.5", "333")]
    lines = list(table(("name", "price", "n"), rows, (Align.LEFT, Align.POINT, Align.RIGHT), Style(), indent="> "))
    assert lines == [
        "> name  price    n",
        "> 漢字   1.25    1",
        "> a␛        -   22",
        "> bc    10.5   333",
    ]


def test_a_table_without_a_head() -> None:
    assert list(table(("", ""), [("a", "b")], (Align.LEFT, Align.LEFT), Style(color=True))) == ["a  b"]


def test_a_head_is_set_off() -> None:
    assert next(iter(table(("a",), [("b",)], (Align.LEFT,), Style(color=True)))) == "\033[1ma\033[0m"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "$0.00"),
        ("1234.5", "$1,235"),
        ("99.994", "$99.99"),
        ("100.4", "$100"),
        ("0.995", "$1.00"),
        ("0.1", "$0.10"),
        ("0.0999", "$0.0999"),
        ("0.00123456", "$0.00123"),
        ("0.0000001", "$0.000000100"),
    ],
)
def test_dollars(amount: str, shown: str) -> None:
    assert dollars(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("amount", "shown"), [("0.5", "0.50"), ("10", "10.00"), ("1200", "1,200.00"), ("0.0625", "0.0625"), (None, "-")]
)
def test_prices(amount: str | None, shown: str) -> None:
    assert price(None if amount is None else Decimal(amount)) == shown


def test_ranges() -> None:
    assert range_of(Decimal(1), Decimal(2)) == "$1.00–$2.00"  # noqa: RUF001 a range takes an en dash
    assert range_of(Decimal("1.001"), Decimal("1.002")) == "$1.00"
    assert (percent(0, 98), percent(30.2, 30.4)) == ("0–98 %", "30 %")  # noqa: RUF001 the same
