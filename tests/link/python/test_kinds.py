"""What `isinstance` and `hasattr` are known to answer, and what is asked of one of several values."""

from __future__ import annotations

import pytest

from promptlint.engine import lint_files

RULES = "RULES = '''" + "read the whole ticket before you answer it\n" * 150 + "'''\n"
CLASSES = """
class Said: ...
class Asked(Said):
    def __init__(self, text): self.text = text
class Told:
    def __init__(self, text): self.text = text
class Both(Asked, Told): ...
"""


def codes(body: str, head: str = "") -> list[str]:
    """The rules that find fault with a function that sends `system`, hints aside."""
    lines = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    program = (
        "import time, zoneinfo\nfrom datetime import date, datetime\nimport anthropic\nfrom rules import RULES\n"
        f"{CLASSES}{head}\n\ndef ask(question, zone, other):\n{lines}\n"
        "    return anthropic.Anthropic().messages.create(\n"
        "        model='claude-sonnet-4-6', max_tokens=9, system=system + RULES,\n"
        "        messages=[{'role': 'user', 'content': question}],\n    )\n"
    )
    outcome = lint_files({"rules.py": RULES, "main.py": program})
    return sorted({each.code for each in outcome.diagnostics if each.severity > each.severity.INFO})


NOW = "f'It is {time.time()}. '"


@pytest.mark.parametrize(
    ("value", "types", "is_of"),
    [
        pytest.param("'x'", "str", True, id="text"),
        pytest.param("'x'", "dict", False, id="text is no mapping"),
        pytest.param("'x'", "(dict, list)", False, id="nor one of two"),
        pytest.param("'x'", "dict | str", True, id="the other of two"),
        pytest.param("'x'", "Asked", None, id="members of enumerations are texts"),
        pytest.param("{'a': 1}", "dict", True, id="a mapping"),
        pytest.param("['a']", "tuple", False, id="a list is no tuple"),
        pytest.param("3", "int | None", True, id="a number"),
        pytest.param("None", "str | None", True, id="nothing"),
        pytest.param("None", "str", False, id="nothing is no text"),
        pytest.param("Asked('x')", "Asked", True, id="its class"),
        pytest.param("Asked('x')", "Said", True, id="its base"),
        pytest.param("Both('x')", "(Told, str)", True, id="one of its bases"),
        pytest.param("Asked('x')", "Told", False, id="another class"),
        pytest.param("Told('x')", "Both", None, id="what is derived from its own"),
        pytest.param("Told('x')", "str", False, id="an object is no text"),
        pytest.param("zoneinfo.ZoneInfo('UTC')", "zoneinfo.ZoneInfo", True, id="a class of a library"),
        pytest.param("zoneinfo.ZoneInfo('UTC')", "date", None, id="another one may be its base"),
        pytest.param("other", "str", None, id="nobody knows"),
        pytest.param("'x' if zone else {}", "str", None, id="one of two kinds"),
        pytest.param("'x'", "zone", None, id="a type that nobody knows"),
    ],
)
def test_isinstance(value: str, types: str, is_of: bool | None) -> None:
    test = f"isinstance(value, {types})"
    assert bool(codes(f"value = {value}\nsystem = {NOW} if {test} else ''")) is (is_of is not False)
    assert bool(codes(f"value = {value}\nsystem = '' if {test} else {NOW}")) is (is_of is not True)


@pytest.mark.parametrize(
    ("value", "name", "has"),
    [
        pytest.param("{'a': 1}", "'model_dump'", False, id="a mapping writes itself out by itself"),
        pytest.param("{'a': 1}", "'items'", True, id="a mapping has entries"),
        pytest.param("['a']", "'items'", False, id="a list has none"),
        pytest.param("'x'", "'strip'", True, id="a method of texts"),
        pytest.param("'x'", "'content'", False, id="text is no message"),
        pytest.param("None", "'content'", False, id="nor is nothing"),
        pytest.param("'x'", "'value'", None, id="members of enumerations are texts"),
        pytest.param("{'a': 1}", "other", None, id="a name that nobody knows"),
        pytest.param("{'a': 1} if zone else 'x'", "'items'", None, id="one of two kinds"),
        pytest.param("{'a': 1} if zone else 'x'", "'model_dump'", False, id="neither of two"),
        pytest.param("Told('x')", "'text'", True, id="what was set"),
        pytest.param("Told('x')", "'model_dump'", None, id="what may be set elsewhere"),
        pytest.param("other", "'items'", None, id="nobody knows"),
    ],
)
def test_hasattr(value: str, name: str, has: bool | None) -> None:
    test = f"hasattr(value, {name})"
    assert bool(codes(f"value = {value}\nsystem = {NOW} if {test} else ''")) is (has is not False)
    assert bool(codes(f"value = {value}\nsystem = '' if {test} else {NOW}")) is (has is not True)


@pytest.mark.parametrize("annotation", ["Told", "Told | Asked", "'Told'"])
def test_a_class_that_an_annotation_names_may_stand_for_others(annotation: str) -> None:
    head = f"def headed(value: {annotation}):\n    return f'It is {{time.time()}}. ' if isinstance(value, Both) else ''"
    assert codes("system = headed(other)", head) == ["PL102"]


def test_a_conversation_of_objects_is_taken_apart_by_their_classes() -> None:
    head = """
def apart(messages):
    system, rest = "", []
    for each in messages:
        if isinstance(each, Told):
            system = each.text
            continue
        if isinstance(each, Asked):
            rest.append({"role": "user", "content": each.text})
    return system, rest
"""
    assert codes(f"system, rest = apart([Told('Be kind. '), Asked({NOW})])", head) == []
    assert codes(f"system, rest = apart([Told({NOW}), Asked('Hello. ')])", head) == ["PL101"]


# ---------------------------------------------------------------- methods of one of several values

LOCAL = """
def local(now, zone):
    if not zone:
        return now
    try:
        return now.astimezone(zoneinfo.ZoneInfo(zone))
    except KeyError:
        return now
"""


@pytest.mark.parametrize(
    ("made", "found"),
    [
        pytest.param("local(datetime.now(), zone).strftime('%H:%M')", ["PL102"], id="either is a clock"),
        pytest.param("local(datetime.now(), zone).strftime('%A, %d %B %Y')", [], id="a day of either"),
        pytest.param("local(datetime.now(), zone).date().isoformat()", [], id="the date of either"),
        pytest.param("local(datetime(2026, 1, 31), zone).strftime('%H:%M')", [], id="a moment that is fixed"),
        pytest.param("(datetime.now() if zone else other).strftime('%Y')", [], id="or what nobody knows"),
    ],
)
def test_a_method_of_one_of_several_clocks(made: str, found: list[str]) -> None:
    assert codes(f"when = {made}\nsystem = f'It is {{when}}. '", LOCAL) == found
