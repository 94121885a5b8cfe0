"""Modules that Python refuses, that are deep beyond measure, and their comments."""

from __future__ import annotations

import ast
import sys
import threading
import warnings
from typing import Literal

import pytest

from promptlint.errors import UnreadableError
from promptlint.frontends.python import parse as parsing
from promptlint.frontends.python.parse import comments, expression, parse
from promptlint.source import SourceFile

TERMS = 20_000
HERE = "Python {}.{}".format(*sys.version_info)
# Python 3.12 and 3.13 build no deeper tree, whatever the stack.
IS_SHALLOW = (3, 12) <= sys.version_info < (3, 14)


def source(text: str) -> SourceFile:
    return SourceFile("module.py", text)


def refused(text: str) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        parse(source(text))
    return caught.value


def test_a_module() -> None:
    assert ast.dump(parse(source("x = 1\r\n# coding: latin-1\r\n"))) == ast.dump(ast.parse("x = 1"))


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        pytest.param("x = (1,\n", "not Python: '(' was never closed", "(", id="never closed"),
        pytest.param("é = 1\n  x = 2\n", "not Python: unexpected indent", "x", id="indentation"),
        pytest.param(
            "if x:\ny = 1\n",
            "not Python: expected an indented block after 'if' statement on line 1",
            "y",
            id="no indentation",
        ),
        pytest.param("é = '漢'; print 'x'", "not Python: missing parentheses in call to 'print'", "print", id="2"),
        pytest.param("é = 017\n", "not Python: leading zeros in decimal integer literals", "0", id="octal of 2"),
    ],
)
def test_what_was_never_python_says_where(text: str, message: str, at: str) -> None:
    problem = refused(text)
    assert problem.message.startswith(message)
    assert abs(problem.offset - text.index(at)) <= 2  # versions differ in which end they point at
    assert problem.help is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("é = 1\nlazy import json\n", id="lazy import"),
        pytest.param("é = 1\nx = y z\n", id="what no version knows"),
    ],
)
def test_what_may_be_newer_says_so(text: str) -> None:
    problem = refused(text)
    assert problem.message == "not Python: invalid syntax"
    assert text.index("\n") < problem.offset < len(text)
    assert problem.help == f"the syntax may be newer than {HERE}, which runs promptlint"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="these are Python")
@pytest.mark.parametrize(
    "text",
    [
        "f'{\n1}'",
        "f'{x['a']=}'",
    ],
)
def test_syntax_of_a_later_version(text: str) -> None:
    assert HERE in (refused(text).help or "")


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="these are Python")
@pytest.mark.parametrize("text", ["x = t'{y}'", "try: pass\nexcept A,B: pass"])
def test_syntax_of_an_even_later_version(text: str) -> None:
    assert HERE in (refused(text).help or "")


@pytest.mark.parametrize(
    "text",
    [
        "x = '\\d' + \"\\ \"",
        "x = b'\\d'",
        "x = f'\\d{y}'",
        "x = 1if y else 2",
        "x = f'{1if y else 2}'",
        "x is 'a'",
        "x = '\\477'",
    ],
)
def test_warnings_are_neither_printed_nor_raised(text: str, capfd: pytest.CaptureFixture[str]) -> None:
    actions: tuple[Literal["error", "always"], ...] = ("error", "always")
    for action in actions:
        with warnings.catch_warnings():
            warnings.simplefilter(action)
            assert isinstance(parse(source(text)), ast.Module)
            expression(text.removeprefix("x = "))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("text", "offset"),
    [pytest.param("x = 'é\ud800'", 6, id="half of a pair"), pytest.param("x = 1\0", None, id="nul")],
)
def test_text_that_is_no_text(text: str, offset: int | None) -> None:
    problem = refused(text)
    assert problem.message.startswith("not Python: ")
    assert offset in (None, problem.offset)


@pytest.mark.parametrize("error", [ValueError("null bytes"), OverflowError("too long")])
def test_whatever_else_the_parser_raises(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise error

    monkeypatch.setattr(ast, "parse", refuse)
    assert refused("x = 1").message == f"not Python: {error}"
    assert expression("x") is None


def test_a_number_that_is_too_long() -> None:
    assert "integer string conversion" in refused("x = " + "9" * 5000).message


# ---------------------------------------------------------------- deep modules

CHAINS = {
    "names": "x = " + " + ".join(["a"] * TERMS),
    "strings": "x = (" + " +\n".join(["'abc'"] * TERMS) + ")",
    "f-strings": "x = (" + " +\n".join(["f'{a}b'"] * TERMS) + ")",
    "attributes": "x = a" + ".b" * TERMS,
    "calls": "x = f" + "()" * TERMS,
    "subscripts": "x = f" + "[0]" * TERMS,
    "in a hole": "x = f'{" + "+".join(["a"] * TERMS) + "}'",
}


@pytest.mark.parametrize("text", CHAINS.values(), ids=CHAINS)
def test_a_chain_of_operators(text: str) -> None:
    before = sys.getrecursionlimit(), threading.stack_size(), threading.active_count()
    if IS_SHALLOW:
        assert refused(text).message == "nested too deeply"
    else:
        tree = parse(source(text))
        assert sum(isinstance(node, ast.expr) for node in ast.walk(tree)) > TERMS
    assert (sys.getrecursionlimit(), threading.stack_size(), threading.active_count()) == before


WIDE = {
    "implicit": "x = (" + "'abc'\n" * TERMS + ")",
    "implicit f-strings": "x = (" + "f'{a}b'\n" * (TERMS // 10) + ")",
    "comparisons": "x = a" + " < b" * TERMS,
    "conditions": "x = a" + " and b" * TERMS,
}


@pytest.mark.parametrize("text", WIDE.values(), ids=WIDE)
def test_what_is_wide_and_not_deep(text: str) -> None:
    assert isinstance(parse(source(text)), ast.Module)


DEEP = {
    "signs": "x = " + "-" * TERMS + "a",
    "powers": "x = " + "**".join(["a"] * TERMS),
    "lambdas": "x = " + "lambda:" * TERMS + "a",
    "conditional": "x = " + "a if b else " * TERMS + "a",
    "elif": "if a: pass\n" + "elif b: pass\n" * TERMS,
    "endless": "x = " + "+".join("a" * 200_000),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_too_deep_for_any_stack(text: str) -> None:
    assert refused(text).message == "nested too deeply"


BRACKETS = {
    "closed": "x = " + "(" * TERMS + ")" * TERMS,
    "open": "x = " + "(" * TERMS,
    "mixed": "x = " + "{0: [(" * 60,
    "f-strings": "x = " + "f'{" * TERMS + "1" + "}'" * TERMS,
    "blocks": "\n".join(" " * depth + "if x:" for depth in range(300)),
    "calls": "f(" * 190,
}


@pytest.mark.parametrize("text", BRACKETS.values(), ids=BRACKETS)
def test_brackets_and_blocks_have_a_limit_of_their_own(text: str) -> None:
    assert refused(text).message.startswith("not Python: ")


def test_f_strings_in_each_other_take_steps_that_grow_with_their_number() -> None:
    short, long = (_calls("x = " + "f'{" * number + "1" + "}'" * number) for number in (500, 2_000))
    assert long < 5 * short


def _calls(text: str) -> int:
    """How many functions of Python are called until a text is refused: the same on each machine."""
    calls = 0

    def count(_frame: object, event: str, _of: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        refused(text)
    finally:
        sys.setprofile(before)
    return calls


def test_no_stack_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    before = threading.stack_size()
    assert refused(CHAINS["names"]).message == "nested too deeply"
    assert threading.stack_size() == before


def test_an_expression_over_lines() -> None:
    tree = expression(" a +\n b ")
    assert tree is not None
    assert ast.dump(tree) == ast.dump(ast.parse("a + b", mode="eval").body)
    assert expression("a b") is None
    assert expression("-" * TERMS + "a") is None
    assert expression("a); (b") is None


# ---------------------------------------------------------------- comments

COMMENTED = '''#!/usr/bin/env python
# Version: 3

"""Not one: # promptlint."""  #: decorated
x = "#" '#' # é # twice
y = f"{x:#x} # {'#'}" f\'\'\'
# {x} promptlint\'\'\' ## last'''


def test_comments() -> None:
    found = comments(source(COMMENTED))
    assert [(each.text, each.leading) for each in found] == [
        ("!/usr/bin/env python", True),
        ("Version: 3", True),
        (": decorated", False),
        ("é # twice", False),
        ("last", False),
    ]
    assert [COMMENTED[each.span.start : each.span.end] for each in found] == [
        "#!/usr/bin/env python",
        "# Version: 3",
        "#: decorated",
        "# é # twice",
        "## last",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_comment_ends_with_its_line(end: str) -> None:
    text = f"# promptlint: a{end}\f # b{end}x = 1 # c\u2028d{end}"
    assert [(each.text, each.leading) for each in comments(source(text))] == [
        ("promptlint: a", True),
        ("b", True),
        ("c\u2028d", False),
    ]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="no comments stand in holes")
def test_comments_in_holes() -> None:
    text = "x = f'''{ # promptlint: 1\n y:{z # 2\n}}#''' # 3"
    parse(source(text))
    assert [each.text for each in comments(source(text))] == ["promptlint: 1", "2", "3"]


def test_without_a_word_that_matters_no_comment_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(parsing, "remarks")
    assert comments(source("# nothing\nx = 1 # at all")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "x = y if'version # no'else'#'#yes",
        "x = 1if'#'else 2 #yes\nversion = 3",
        "x = rb'\\' # no' #yes\nversion",
        "x = '''\\''' # no''' #yes\nversion",
        "x = '' '' '''''' \"\" #yes\nversion",
        "x = ''''# no''' #yes\nversion",
        "x = 'a\\\n# no' #yes\nversion",
        "x = {'#': '\\\\'}#yes\nversion",
        "x = fr'\\{y}#{y!r:#>{z}}\\' #' #yes\nversion",
    ],
)
def test_signs_in_strings_begin_no_comment(text: str) -> None:
    parse(source(text))
    assert [each.text for each in comments(source(text))] == ["yes"]
