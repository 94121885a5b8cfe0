"""Rules by what people call them: a code, a name, or a family such as `PL1`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promptlint.rules._rule import Rule

_FAMILY = len("PL1")


def named(word: str, rules: Sequence[Rule]) -> Rule | None:
    """The rule with this code or name."""
    return next((rule for rule in rules if word in (rule.code, rule.name)), None)


def selected(selector: str, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that a code, a name or a family stands for; none when it is unknown."""
    if selector in families(rules):
        return tuple(rule for rule in rules if rule.code.startswith(selector))
    rule = named(selector, rules)
    return (rule,) if rule else ()


def families(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Every family, the one of all rules first."""
    return ("PL", *sorted({rule.code[:_FAMILY] for rule in rules}))


def selectors(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Everything that selects: families, codes, names."""
    return (*families(rules), *(rule.code for rule in rules), *(rule.name for rule in rules))


def check_selectors(words: Iterable[str], rules: Sequence[Rule], option: str) -> None:
    """Raise UserError for the first word that selects nothing; `option` is where it was given."""
    for word in words:
        if not selected(word, rules):
            raise UserError(f"{option}: unknown rule `{word}`", rule_hint(word, rules))


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that looks most like the one that was written, or begins with it."""
    import difflib  # noqa: PLC0415 only a mistake needs it

    upper = {each.upper(): each for each in known}
    begun = [each for each in upper if word and each.startswith(word.upper())]
    found = begun or difflib.get_close_matches(word.upper(), upper, n=1)
    return upper[found[0]] if found else None


def rule_hint(word: str, rules: Sequence[Rule]) -> str:
    """What to say to a person who named a rule that does not exist."""
    near = nearest(word, selectors(rules))
    return f"did you mean `{near}`?" if near else "`promptlint rules` lists them"
