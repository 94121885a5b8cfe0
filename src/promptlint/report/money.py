"""Money and ranges for people: as many digits as are meant, no more."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_LARGE = 100  # from it on cents tell nothing
_SMALL = Decimal("0.1")  # below it cents tell too little
_DIGITS = 3  # of an amount below that
DASH = "–"  # noqa: RUF001 a range takes an en dash


def price(amount: Decimal | None) -> str:
    """A listed price, with all of its digits and at least two behind the point; a hyphen for none."""
    if amount is None:
        return "-"
    plain = amount.normalize()
    return f"{plain:,f}" if -int(plain.as_tuple().exponent) > 2 else f"{plain:,.2f}"  # noqa: PLR2004 cents


def dollars(amount: Decimal) -> str:
    """A sum: in cents, from a hundred dollars on without, and in three digits below ten cents."""
    return f"${_rounded(amount)}"


def range_of(low: Decimal, high: Decimal) -> str:
    """A sum that lies between two; one figure where both read the same."""
    first, last = dollars(low), dollars(high)
    return first if first == last else f"{first}{DASH}{last}"


def percent(low: float, high: float) -> str:
    """A share in whole percent."""
    first, last = f"{low:.0f}", f"{high:.0f}"
    return f"{first} %" if first == last else f"{first}{DASH}{last} %"


def _rounded(amount: Decimal) -> str:
    if abs(amount) >= _LARGE:
        return f"{amount.quantize(Decimal(1), ROUND_HALF_UP):,}"
    if amount == 0 or abs(amount) >= _SMALL:
        return f"{amount.quantize(_CENT, ROUND_HALF_UP):,}"
    places = _DIGITS - 1 - amount.adjusted()
    return f"{amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
