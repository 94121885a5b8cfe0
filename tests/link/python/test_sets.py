"""Sets come in no order, however they are made and whoever declares them; what sorts them makes them harmless."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from collections.abc import Set as AnySet
from dataclasses import dataclass, field

import anthropic
from rules import RULES


@dataclass
class Article:
    title: str
    tags: set[str] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)


SEEN, EMPTY = set(), set()


def remember(name):
    SEEN.add(name)


class Shelf:
    kinds = set()

    def __init__(self):
        self.names = set()
        self.nothing = set()

    def put(self, name):
        self.names.add(name)
        self.kinds.add(name.kind)

    def ask(self, question):
        send(f"{SHELF} {RULES}", question)


def send(system, question):
    anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system=system, messages=[{"role": "user", "content": question}]
    )


def answer(question, mine, yours, PARAMETER, article: Article):
    SETUP
    send(f"{FOUND} {RULES}", question)
"""


def said(found: str, setup: str = "", parameter: str = "other", shelf: str = "1") -> list[str]:
    program = PROGRAM.replace("PARAMETER", parameter).replace("FOUND", found).replace("SHELF", shelf)
    return codes(program.replace("SETUP", setup or "pass"))


UNORDERED = [
    pytest.param("', '.join(set(mine) - set(yours))", id="difference"),
    pytest.param("set(mine) & set(yours)", id="the set as a text"),
    pytest.param("list(set(mine) | {'a'})", id="union"),
    pytest.param("', '.join(mine.keys() & yours.keys())", id="keys of two mappings"),
    pytest.param("', '.join(mine.keys() - {'a'})", id="keys without one"),
    pytest.param("', '.join(article.tags)", id="field that is declared"),
    pytest.param("[each.upper() for each in article.tags]", id="gone over"),
]


@pytest.mark.parametrize("found", UNORDERED)
def test_in_no_order(found: str) -> None:
    assert said(found) == ["PL103"]


@pytest.mark.parametrize("found", UNORDERED)
def test_behind_the_rules(found: str) -> None:
    behind = PROGRAM.replace("{FOUND} {RULES}", "{RULES}").replace('{"role": "user", "content": question}', "question")
    behind = behind.replace("PARAMETER", "other").replace("SHELF", "1")
    assert codes(behind.replace("SETUP", f'question = {{"role": "user", "content": f"{{{found}}}"}}')) == []


@pytest.mark.parametrize(
    "found",
    [
        pytest.param("sorted(set(mine) - set(yours))", id="sorted"),
        pytest.param("', '.join(sorted(article.tags))", id="declared and sorted"),
        pytest.param("len(article.tags)", id="how many"),
        pytest.param("'yes' if 'a' in article.tags else 'no'", id="whether it is there"),
        pytest.param("article.pages", id="numbers are in the same order everywhere"),
        pytest.param("mine - yours", id="no sets that anybody knows of"),
        pytest.param("mine | yours", id="nor these"),
        pytest.param("list(mine.keys())", id="keys alone have an order"),
        pytest.param("3 - 1", id="numbers"),
    ],
)
def test_in_an_order(found: str) -> None:
    assert said(found) == []


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("other: set[str]", ["PL103"]),
        ("other: frozenset[str] | None", ["PL103"]),
        ("other: AnySet[str]", []),
        ("other: set[int]", []),
        ("other: list[str]", []),
    ],
)
def test_parameters_by_their_annotations(parameter: str, expected: list[str]) -> None:
    assert said("', '.join(map(str, other))", parameter=parameter) == expected


def test_another_set_is_taken_away() -> None:
    setup = "known = set(mine)\n    known -= set(yours)"
    assert said("', '.join(known)", setup) == ["PL103"]
    assert said("', '.join(sorted(known))", setup) == []


@pytest.mark.parametrize(
    ("shelf", "expected"),
    [
        ("', '.join(self.names)", ["PL103"]),
        ("', '.join(self.kinds)", ["PL103"]),
        ("', '.join(SEEN)", ["PL103"]),
        ("', '.join(sorted(self.names))", []),
        ("', '.join(sorted(SEEN))", []),
        ("len(self.names)", []),
        ("', '.join(self.nothing)", []),
        ("', '.join(EMPTY)", []),
    ],
)
def test_an_empty_set_that_methods_fill(shelf: str, expected: list[str]) -> None:
    assert said("1", shelf=shelf) == expected


SHELVES = """
from dataclasses import dataclass, field

import anthropic
from rules import RULES

ALLOWED = {"reader": {"list", "read"}, "editor": {"read", "write"}}
LIMITS = {"reader": {1, 2}, "editor": {3}}


class Article:
    def __init__(self, title: str, tags: set[str], pages: set[int], parts: list[str]):
        self.title, self.pages, self.parts = title, pages, parts
        self.tags = tags
        self.parts = parts


@dataclass
class Author:
    name: str
    aliases: frozenset[str] = frozenset()
    books: list[str] = field(default_factory=list)


class Shelf:
    def __init__(self, articles: list[Article], source):
        self.articles = articles
        self.authors: dict[str, Author] = {}
        self.source = source

    def add(self, author: Author):
        self.authors[author.name] = author

    def aliases(self):
        return ", ".join(alias for author in self.authors.values() for alias in author.aliases)

    def find(self, name) -> Author | None:
        return self.source.find(name)

    def tags(self) -> set[str]:
        return self.source.tags()

    def pages(self) -> set[int]:
        return self.source.pages()

    def names(self) -> list[str]:
        return self.source.names()


def answer(question, articles: list[Article], authors: dict[str, Author], shelf: Shelf, role):
    SETUP
    anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        system=f"{FOUND} {RULES}",
        messages=[{"role": "user", "content": question}],
    )
"""
BY_ELEMENT = "found = ''\n    for each in GONE_OVER:\n        found += ', '.join(TAKEN)"


def shelved(found: str, setup: str = "pass") -> list[str]:
    return codes(SHELVES.replace("FOUND", found).replace("SETUP", setup))


@pytest.mark.parametrize(
    ("over", "taken", "expected"),
    [
        ("articles", "each.tags", ["PL103"]),
        ("articles[:9]", "each.tags", ["PL103"]),
        ("shelf.articles", "each.tags", ["PL103"]),
        ("authors.values()", "each.aliases", ["PL103"]),
        ("shelf.authors.values()", "each.aliases", ["PL103"]),
        ("articles", "sorted(each.tags)", []),
        ("articles", "map(str, each.pages)", []),
        ("articles", "each.parts", []),
        ("articles", "each.title", []),
        ("authors.values()", "each.books", []),
        ("authors", "each", []),
        ("shelf.source", "each.tags", []),
    ],
)
def test_a_set_of_each_element_by_what_its_class_declares(over: str, taken: str, expected: list[str]) -> None:
    setup = BY_ELEMENT.replace("GONE_OVER", over).replace("TAKEN", taken)
    assert shelved("found", setup) == expected


def test_a_set_of_each_element_beside_its_key() -> None:
    pairs = BY_ELEMENT.replace("for each in GONE_OVER", "for name, each in authors.items()")
    assert shelved("found", pairs.replace("TAKEN", "each.aliases")) == ["PL103"]
    assert shelved("found", pairs.replace("TAKEN", "each.books")) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param("shelf.aliases()", ["PL103"], id="of an object's own elements"),
        pytest.param("', '.join(shelf.tags())", ["PL103"], id="what a function says that it gives"),
        pytest.param("', '.join(shelf.find(role).aliases)", ["PL103"], id="of what a function says that it gives"),
        pytest.param("', '.join(sorted(shelf.tags()))", [], id="sorted"),
        pytest.param("', '.join(map(str, shelf.pages()))", [], id="numbers"),
        pytest.param("', '.join(shelf.names())", [], id="a list"),
        pytest.param("shelf.find(role).books", [], id="a list of an object"),
        pytest.param("', '.join(ALLOWED[role])", ["PL103"], id="one set of a table"),
        pytest.param("', '.join(ALLOWED.get(role, set()))", ["PL103"], id="one set of a table, or none"),
        pytest.param("', '.join(sorted(ALLOWED[role]))", [], id="one set of a table, sorted"),
        pytest.param("len(ALLOWED[role])", [], id="how many"),
    ],
)
def test_a_set_by_what_is_declared_or_spelled_out(found: str, expected: list[str]) -> None:
    assert shelved(found) == expected


REMARK = """
def check(messages, found, wanted):
    missing = set(wanted) - set(found)
    messages.append({"role": "user", "content": f"These are missing: {missing}. WORDS"})
"""


@pytest.mark.parametrize(
    ("words", "expected"), [("Please add them.", []), ("Add them as told before. " * 40, ["PL103"])]
)
def test_a_remark_behind_all_that_was_said(words: str, expected: list[str]) -> None:
    assert codes(REMARK.replace("WORDS", words)) == expected
