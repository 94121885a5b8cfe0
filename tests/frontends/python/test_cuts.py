"""What is cut out of a module is what parsing it as a whole gives, with its places."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import promptlint
from promptlint.frontends.python.parse import parse
from promptlint.link.python.loading.modules import Module
from promptlint.link.python.loading.shelf import Reading
from promptlint.source import SourceFile

OWN = sorted(path for path in Path(promptlint.__file__).parent.rglob("*.py") if path.stat().st_size > 3_000)
FILLER = "    # what is long enough to be cut\n" * 100
ODD = '''
class Header(
    Base,
    metaclass=Meta,
):
    """A page.

    def not_a_method(self): ...
    """

    first: str = "a"
    table = [
    1,
    2,
    ]

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, value):
        text = """
    def neither(self):
        """
        self._name = value + text

    @route(
        "/x",
        methods=["GET"],
    )

    # a remark
    async def get(self, a={
        "b": 1,
    }):
        return "ä" + f"{a}"

    if first:
        def maybe(self):
            return 1
    else:
        def maybe(self):
            return 2

    class Inner:
        def deep(self):
            return 3

    def last(self): return 4
'''


def members(cls: ast.ClassDef) -> set[str]:
    return {each.name for each in cls.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def check(source: SourceFile) -> int:
    """Compare all classes and functions of a module; how many methods there are."""
    whole, cut, count = Module(Reading(source, parse(source))), Module(Reading(source)), 0
    for statement in whole.tree.body:
        if isinstance(statement, ast.FunctionDef):
            assert shown(statement) in map(shown, cut.bound(statement.name))
        if not isinstance(statement, ast.ClassDef):
            continue
        (other,) = (each for each in cut.bound(statement.name) if each.lineno == statement.lineno)
        assert isinstance(other, ast.ClassDef)
        assert other.end_lineno is not None
        assert other.end_lineno >= (statement.end_lineno or 0)
        for name in sorted(members(statement)):
            assert shown(cut.member(other, name)) == shown(whole.member(statement, name)), name
            count += 1
    return count


def shown(statement: ast.stmt | None) -> str:
    assert statement is not None
    return ast.dump(statement, include_attributes=True)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_modules_of_this_project(path: Path) -> None:
    check(SourceFile(path.name, path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["    ", "\t", "  "])
def test_an_odd_class(indent: str, end: str) -> None:
    text = (ODD + FILLER).replace("    ", indent).replace("\n", end)
    assert check(SourceFile("odd.py", text)) == 3


def test_a_method_that_is_never_asked_for_is_not_parsed() -> None:
    methods = "".join(f"    def method{at}(self):\n        return {at}\n\n" for at in range(500))
    module = Module(Reading(SourceFile("a.py", f"class A:\n    x = 1\n\n{methods}\n")))
    (cls,) = module.bound("A")
    assert isinstance(cls, ast.ClassDef)
    assert len(cls.body) < 5
    assert shown(module.member(cls, "method7")).startswith("FunctionDef(name='method7'")
    assert module.member(cls, "missing") is None
