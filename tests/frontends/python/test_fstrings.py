"""F-strings: their texts, and the expressions in their holes, each where it is written."""

# ruff: noqa: Q003 escapes and quotes are what this is about

from __future__ import annotations

import ast
import sys
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from _literals import BETWEEN, CHUNKS, QUOTES, TOKENS, by_run, check, read
from promptlint.errors import UnreadableError
from promptlint.facts import Text
from promptlint.frontends.python import literals
from promptlint.frontends.python.literals import Hole, pieces, string
from promptlint.frontends.python.places import Places
from promptlint.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def outline(text: str, parts: tuple[Text | Hole, ...], places: Places) -> list[Any]:
    """Texts as they read; holes as they are written, with their value, conversion and specification."""
    done: list[Any] = []
    for part in parts:
        if isinstance(part, Text):
            check(text, part)
            done.append(part.text)
        else:
            spec = [outline(text, part.spec, places)] if part.spec else []
            conversion = [part.conversion] if part.conversion or part.spec else []
            done.append((text[part.span.start : part.span.end], places.text(part.value), *conversion, *spec))
    return done


def read_pieces(text: str) -> tuple[Places, ast.JoinedStr, tuple[Text | Hole, ...]]:
    places, node = read(text)
    assert isinstance(node, ast.JoinedStr)
    return places, node, pieces(places, node)


def outlined(text: str) -> list[Any]:
    places, _, parts = read_pieces(text)
    for part in parts:
        if isinstance(part, Hole):
            check_names(text, part, places)
    return outline(text, parts, places)


def check_names(text: str, hole: Hole, places: Places) -> None:
    """Every name in a hole stands where it is written, those in f-strings in it when they are read."""
    pending: list[ast.AST] = [hole.value]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.JoinedStr):
            for inner in pieces(places, node):
                if isinstance(inner, Hole):
                    check_names(text, inner, places)
            continue
        if isinstance(node, ast.Name):
            assert places.text(node) == node.id
        pending += ast.iter_child_nodes(node)
    for part in hole.spec:
        if isinstance(part, Hole):
            check_names(text, part, places)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f'a{x}b'", ["a", ("{x}", "x"), "b"]),
        ("f''", []),
        ("f'' ''", []),
        ("f'a'", ["a"]),
        ("'a' f'b'", ["ab"]),
        ("f'{x}{y}'", [("{x}", "x"), ("{y}", "y")]),
        ("F'{ x }'", [("{ x }", "x")]),
        ("f'é{x}漢{y}'", ["é", ("{x}", "x"), "漢", ("{y}", "y")]),
        ("f'{{{x}}}'", ["{", ("{x}", "x"), "}"]),
        ("f'{{x}}'", ["{x}"]),
        ("f'a{{{{b}}}}'", ["a{{b}}"]),
        ("f'{x!r}'", [("{x!r}", "x", "r")]),
        ("f'{x!s:>3}'", [("{x!s:>3}", "x", "s", [">3"])]),
        ("f'{x!a}'", [("{x!a}", "x", "a")]),
        ("f'{x:}'", [("{x:}", "x")]),
        ("f'{x:=^10}'", [("{x:=^10}", "x", "", ["=^10"])]),
        ("f'{x!r:=^10}'", [("{x!r:=^10}", "x", "r", ["=^10"])]),
        ("f'{x:!<10}'", [("{x:!<10}", "x", "", ["!<10"])]),
        ("f'{x:%H:%M}'", [("{x:%H:%M}", "x", "", ["%H:%M"])]),
        ("f'{x:{y}}'", [("{x:{y}}", "x", "", [("{y}", "y")])]),
        ("f'{x:{y}.{z}f}!'", [("{x:{y}.{z}f}", "x", "", [("{y}", "y"), ".", ("{z}", "z"), "f"]), "!"]),
        ("f'{x:{y!r:>{z}}}'", None),
        ("f'{x:{y!r}}'", [("{x:{y!r}}", "x", "", [("{y!r}", "y", "r")])]),
        ("f'{x:{ {1: 2}[1] }}'", [("{x:{ {1: 2}[1] }}", "x", "", [("{ {1: 2}[1] }", "{1: 2}[1]")])]),
        (r"f'{x:\x3e\t10}'", [(r"{x:\x3e\t10}", "x", "", [">\t10"])]),
        ("f'{x=}'", ["x=", ("{x=}", "x", "r")]),
        ("f'a{x = }b'", ["ax = ", ("{x = }", "x", "r"), "b"]),
        ("f'{ x = !s:>5}'", [" x = ", ("{ x = !s:>5}", "x", "s", [">5"])]),
        ("f'{x=:>5}'", ["x=", ("{x=:>5}", "x", "", [">5"])]),
        ("f'{x==y}'", [("{x==y}", "x==y")]),
        ("f'{x!=y}'", [("{x!=y}", "x!=y")]),
        ("f'{x<=y}{x>=y}'", [("{x<=y}", "x<=y"), ("{x>=y}", "x>=y")]),
        ("f'{x!=y!r}'", [("{x!=y!r}", "x!=y", "r")]),
        ("f'{(x:=1)}'", [("{(x:=1)}", "x:=1")]),
        ("f'{x:=1}'", [("{x:=1}", "x", "", ["=1"])]),
        ("f'{(lambda y: y)(x)}'", [("{(lambda y: y)(x)}", "(lambda y: y)(x)")]),
        ("f'{ {1: x}[1] }'", [("{ {1: x}[1] }", "{1: x}[1]")]),
        ("f'{f(a=x, b={})}'", [("{f(a=x, b={})}", "f(a=x, b={})")]),
        ("f'{x[1:2]}'", [("{x[1:2]}", "x[1:2]")]),
        ("f'{x, y}'", [("{x, y}", "x, y")]),
        ("f'{ x, y, }'", [("{ x, y, }", "x, y,")]),
        ("f'{(x, y)}'", [("{(x, y)}", "(x, y)")]),
        ("f'{*x, y}'", [("{*x, y}", "*x, y")]),
        ("f'{(yield)}'", None),
        ("f'{x if y else z}'", [("{x if y else z}", "x if y else z")]),
        ("f'{x[\"a}\"]}'", [("{x[\"a}\"]}", 'x["a}"]')]),
        ("f'{x[\"!r:#{\"]}'", [("{x[\"!r:#{\"]}", 'x["!r:#{"]')]),
        ("f'{\"{\" if x else\"}\"}'", [("{\"{\" if x else\"}\"}", "\"{\" if x else\"}\"")]),
        ("f'''{x['a'] + \"'\"}'''", [("{x['a'] + \"'\"}", "x['a'] + \"'\"")]),
        ("f'{\"\"}{\"\" \"\"}'", [('{""}', '""'), ('{"" ""}', '"" ""')]),
        ("f\"{'''}'''}\"", [("{'''}'''}", "'''}'''")]),
        ("f'{f\"{x}{{}}\"}'", [("{f\"{x}{{}}\"}", "f\"{x}{{}}\"")]),
        ("f'''{f\"{f'{x:>{y}}'!r}\"}'''", [("{f\"{f'{x:>{y}}'!r}\"}", "f\"{f'{x:>{y}}'!r}\"")]),
        ("f'{x}' 'y{z}' f'{x}'", [("{x}", "x"), "y{z}", ("{x}", "x")]),
        ("(f'{x}' # {no}\n '' \"}\"\n f'{y}')", [("{x}", "x"), "}", ("{y}", "y")]),
        ("'{x}' f'{x}' r'\\n' '\\n'", ["{x}", ("{x}", "x"), "\\n\n"]),
        (r"rf'\{x}\n'", ["\\", ("{x}", "x"), r"\n"]),
        (r"fr'\N{x}'", [r"\N", ("{x}", "x")]),
        (r"Rf'\'{x}\\'", [r"\'", ("{x}", "x"), r"\\"]),
        (r"f'\{x}\{{'", ["\\", ("{x}", "x"), "\\{"]),
        (r"f'\\{x}\n\N{DIGIT ONE}{y}'", ["\\", ("{x}", "x"), "\n1", ("{y}", "y")]),
        (r"f'\x7bx\x7d{x}'", ["{x}", ("{x}", "x")]),
        (r"f'\'{x}\"'", ["'", ("{x}", "x"), '"']),
        ("f'a\\\n{x}\\\r\nb'", ["a", ("{x}", "x"), "b"]),
        ("f'''a\r\n{x}\rb\n'''", ["a\n", ("{x}", "x"), "\nb\n"]),
        ("y = 1; z = f'{x}'", [("{x}", "x")]),
        ("é = '漢'; z = 'é' f'é{x}'", ["éé", ("{x}", "x")]),
        ("f'''\n  é{x}\n    {y + '''\n'''''' z'''}\n'''", None),
        ("f'''\n  é {x +\n  y[z]}\n'''", ["\n  é ", ("{x +\n  y[z]}", "x +\n  y[z]"), "\n"]),
        ("f'''\n{\n  x\n}{ y\n}'''", ["\n", ("{\n  x\n}", "x"), ("{ y\n}", "y")]),
        ("f'''{\nx, # no\ny}'''", None),
        ("f'''a\n{x,\n y}'''", ["a\n", ("{x,\n y}", "x,\n y")]),
        ("f'''\r\n{\r\n  x\r\n + é}'''", ["\n", ("{\r\n  x\r\n + é}", "x\r\n + é")]),
        ("f'''{x\n = }'''", ["x\n = ", ("{x\n = }", "x", "r")]),
        ("f'''{x\r\n = }'''", ["x\n = ", ("{x\r\n = }", "x", "r")]),
        ("f'''a\n{x:>{\n y}}'''", ["a\n", ("{x:>{\n y}}", "x", "", [">", ("{\n y}", "y")])]),
        ("f'''a\n{f\"{x}\"\n+ f'é{y}'}'''", ["a\n", ("{f\"{x}\"\n+ f'é{y}'}", "f\"{x}\"\n+ f'é{y}'")]),
        ("f'{\"#\"}' # {x}", [('{"#"}', '"#"')]),
        ("f'{x:#x}#'", [("{x:#x}", "x", "", ["#x"]), "#"]),
        ("f'{1if x else 2}'", [("{1if x else 2}", "1if x else 2")]),
        ("f'{x if\"a\"else y}'", [("{x if\"a\"else y}", "x if\"a\"else y")]),
        ("f'{x:é{y}漢}'", [("{x:é{y}漢}", "x", "", ["é", ("{y}", "y"), "漢"])]),
        ("f\"{b'a'!r}{rb'}'}{Rb'!'}\"", [("{b'a'!r}", "b'a'", "r"), ("{rb'}'}", "rb'}'"), ("{Rb'!'}", "Rb'!'")]),
    ],
)  # fmt: skip
def test_an_f_string(text: str, expected: list[Any] | None) -> None:
    if expected is None:  # not of every version
        try:
            outlined(text)
        except UnreadableError:
            return
    else:
        assert outlined(text) == expected


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 701")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f'{x['a']}'", [("{x['a']}", "x['a']")]),
        ("f'{f'{f'{x}'}'}'", [("{f'{f'{x}'}'}", "f'{f'{x}'}'")]),
        ("f'{f'{x:{'>'}{y}}'!r}'", [("{f'{x:{'>'}{y}}'!r}", "f'{x:{'>'}{y}}'", "r")]),
        ("f'{x:{'}'}}'", [("{x:{'}'}}", "x", "", [("{'}'}", "'}'")])]),
        ("f'{'\\n'.join(x)}'", [("{'\\n'.join(x)}", "'\\n'.join(x)")]),
        ("f'{'\\''}'", [("{'\\''}", "'\\''")]),
        ("f'{\n x\n}'", [("{\n x\n}", "x")]),
        ("f'''{ # }'\n x # {\n}'''", [("{ # }'\n x # {\n}", "x")]),
        ("f'''{x # a\n!r # b\n:>5}'''", [("{x # a\n!r # b\n:>5}", "x", "r", [">5"])]),
        ("f'''{x:>{y # c\n}}'''", [("{x:>{y # c\n}}", "x", "", [">", ("{y # c\n}", "y")])]),
        ("f'{'''\n'''}'", [("{'''\n'''}", "'''\n'''")]),
        ("f'{x !r}'", [("{x !r}", "x", "r")]),
        ("f'{x!r :>5}'", [("{x!r :>5}", "x", "r", [">5"])]),
        ("f'{\"é\" + 'é' + x}'", [("{\"é\" + 'é' + x}", "\"é\" + 'é' + x")]),
        ("f'é{f'é{x}é'}é'", ["é", ("{f'é{x}é'}", "f'é{x}é'"), "é"]),
        ("f'{x \\\n + y}'", [("{x \\\n + y}", "x \\\n + y")]),
        ("f'{'\\x41'}'", [("{'\\x41'}", "'\\x41'")]),
        ("f'{f'{{'}'", [("{f'{{'}", "f'{{'")]),
        ("f'{rf'\\{x}'}'", [("{rf'\\{x}'}", "rf'\\{x}'")]),
    ],
)  # fmt: skip
def test_an_f_string_of_later_versions(text: str, expected: list[Any]) -> None:
    assert outlined(text) == expected


def test_the_nodes_of_a_hole_are_those_of_the_module() -> None:
    _, node, parts = read_pieces("f'''\n{(x,\n  y)}{z}'''")
    values = [value.value for value in node.values if isinstance(value, ast.FormattedValue)]
    holes = [part.value for part in parts if isinstance(part, Hole)]
    assert len(holes) == 2
    assert all(hole is value for hole, value in zip(holes, values, strict=True))


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="places are right")
@pytest.mark.parametrize(
    "text",
    [
        "f'é{x}{y + x}'",
        "f'''a\n é{x}\n{f(x, *[y\n, z])} {\n (lambda x, *y: x)}'''",
        "z = ('é'\n f'é{x:{y}}' f'{x, y}'\n  f\"{ x or('é', y)}\")",
        "f'''\r\n{x\r\n + é(y=z)}\r{x}'''",
        "f'{x[y:z]!r:>{y}}{[x for x in y]}'",
        "f'''{f\"{x}é{y}\"\n\n}{f(f'{y}é{z}')}'''",
    ],
)
def test_misplaced_nodes_are_put_right(text: str) -> None:
    """The patch releases of 3.11 misplace more or less of them."""
    places, node = read(text)
    for each in ast.walk(node):
        if isinstance(each, ast.expr | ast.arg | ast.keyword) and each is not node:
            each.lineno, each.col_offset, each.end_lineno, each.end_col_offset = 1, 0, 1, 0
    _, right, _ = read_pieces(text)
    assert isinstance(node, ast.JoinedStr)
    found, expected = (list(all_holes(each, places)) for each in (node, right))
    assert [span for _, span in found] == [span for _, span in expected]
    assert all(places.text(name) == name.id for name, _ in found if isinstance(name, ast.Name))


def all_holes(node: ast.JoinedStr, places: Places) -> Iterator[tuple[ast.AST, Span]]:
    """Every node of every hole, and where it stands."""
    pending: list[Text | Hole] = list(pieces(places, node))
    while pending:
        part = pending.pop()
        if isinstance(part, Text):
            continue
        pending += part.spec
        inner: list[ast.AST] = [part.value]
        while inner:
            each = inner.pop()
            yield each, places.span(each)
            if isinstance(each, ast.JoinedStr):
                yield from all_holes(each, places)
            else:
                inner += ast.iter_child_nodes(each)


def test_a_second_look_finds_the_same() -> None:
    text = "f'''a\n é{x, y:{\n  z}}\\t{f\"\"\"\n{z}\"\"\"}'''"
    places, node, parts = read_pieces(text)
    assert outline(text, parts, places) == outline(text, pieces(places, node), places)


def test_braces_and_escapes_have_a_run_each() -> None:
    text = "f'a{{b\\n{x}'"
    _, _, parts = read_pieces(text)
    assert isinstance(parts[0], Text)
    assert list(by_run(text, parts[0])) == [("a", "a"), ("{", "{{"), ("b", "b"), ("\n", "\\n")]


def test_debug_text_is_what_the_running_python_prints() -> None:
    """Python 3.12 cuts it at the first `!`, takes a `#` for a comment and undoes escapes."""
    for text in ("f'a{x!=y=}b'", "f'a{\"#\"=}b'", "f'a{'\\x41'=}b'" if sys.version_info >= (3, 12) else "f'a{x=}b'"):
        places, node, parts = read_pieces(text)
        assert isinstance(node.values[0], ast.Constant)
        assert isinstance(parts[0], Text)
        assert parts[0].text == node.values[0].value
        assert next(iter(by_run(text, parts[0]))) == ("a", "a")
        assert outline(text, parts[1:], places)[1] == "b"


def test_a_part_of_an_f_string_alone_never_fails() -> None:
    text = "f'a{x}b' 'c'"
    places, node, _ = read_pieces(text)
    constants = [each for each in node.values if isinstance(each, ast.Constant)]
    assert ["".join(part.text for part in string(places, each)) for each in constants] == ["a", "bc"]


@pytest.mark.parametrize("text", ["", "y", "f'{x'", "f'{x:", "f'{{}}'", "'''", "f'{x}{y}'", "f'{f\"{"])
def test_what_is_written_otherwise_has_vague_places(text: str) -> None:
    """Where the source is another one, what the parser said holds."""
    places, node, _ = read_pieces("f'ab{x!r:>{y}}cd'")
    parts = pieces(Places(SourceFile("module.py", text)), node)
    assert [part.text if isinstance(part, Text) else part.conversion for part in parts] == ["ab", "r", "cd"]
    assert all(0 <= part.span.start <= part.span.end <= len(text) for part in parts)
    (hole,) = (part for part in parts if isinstance(part, Hole))
    assert isinstance(hole.value, ast.Name)
    assert [each.text if isinstance(each, Text) else type(each.value) for each in hole.spec] == [">", ast.Name]
    assert places.text(node) == "f'ab{x!r:>{y}}cd'"


# ---------------------------------------------------------------- f-strings, by what they print

_NAMES: dict[str, object] = {"x": 12, "y": "é", "z": [3, "'"], "w": 20}
_CONVERSIONS: dict[str, Callable[[object], object]] = {"r": repr, "s": str, "a": ascii, "": lambda same: same}
_VALUES = st.one_of(
    st.sampled_from(["x", " y ", "z[0]", "w", "x+w", "x!=w", "(x, y)", "x, y", "{1: x}[1]", " {1: x}[1] ", "x\n+ w"]),
    st.sampled_from(["'a'", '"}"', "'{'", "'''#'''", "y.join('!:')", "x if'='else y", "(lambda v: v)(y)"]),
    st.sampled_from(["(n:=x)", "[v for v in z]", "len(y)", "\n y\n"]),
)


@st.composite
def holes(draw: st.DrawFn, depth: int) -> str:
    value = draw(formatted(depth - 1) if depth and draw(st.booleans()) else _VALUES)
    debug = draw(st.sampled_from(["", "", "", "=", " = "]))
    conversion = draw(st.sampled_from(["", "", "!r", "!s", "!a"]))
    spec = draw(st.sampled_from(["", "", ":", ":>20", ":{w}", ":é^{w}", ":{'<'}{w}", ":>{w!r:}"]))
    if not {"!", "#", "\\"}.isdisjoint(value):
        debug = ""  # not all versions print it as it is written
    if (debug or spec) and not conversion:
        conversion = "!s"  # a list has no format of its own
    return "{" + value + debug + conversion + spec + "}"


@st.composite
def formatted(draw: st.DrawFn, depth: int = 2) -> str:
    quote = draw(QUOTES)
    prefix = draw(st.sampled_from(["f", "F", "rf", "fR"]))
    plain = CHUNKS.map(lambda chunk: "" if chunk in ("{", "}", "\\{") else chunk)
    body = "".join(draw(st.lists(st.one_of(plain, holes(depth)), max_size=4)))
    return f"{prefix}{quote}{body}{quote}"


def printed(text: str, parts: tuple[Text | Hole, ...], places: Places) -> str:
    """What an f-string prints, by its pieces alone."""
    done = ""
    for part in parts:
        if isinstance(part, Text):
            check(text, part)
            done += part.text
        else:
            value = eval(f"({places.text(part.value)})", dict(_NAMES))  # noqa: S307 only what is generated here
            done += format(_CONVERSIONS[part.conversion](value), printed(text, part.spec, places))
    return done


@given(st.lists(st.tuples(st.one_of(formatted(), TOKENS), BETWEEN), min_size=1, max_size=3), st.booleans())
def test_the_pieces_print_what_the_f_string_prints(tokens: list[tuple[str, str]], shifted: bool) -> None:
    text = ("é = 1; " if shifted else "") + "u = (" + "".join(one + between for one, between in tokens) + "\n)"
    try:
        places, node = read(text)
    except UnreadableError:
        assume(condition=False)
    if not isinstance(node, ast.JoinedStr):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = dict(_NAMES)
        try:
            exec(text, names)  # noqa: S102 only what is generated here
        except (ValueError, TypeError, SyntaxError):
            assume(condition=False)  # a format that does not suit, or quotes that the running Python does not know yet
        assert printed(text, pieces(places, node), places) == names["u"]
    outlined(text)


def test_many_holes() -> None:
    text = "x = (" + "f'é{x}\\n'\n" * 2_000 + ")"
    places, _, parts = read_pieces(text)
    assert outline(text, parts, places) == ["é", *[("{x}", "x"), "\né"] * 1_999, ("{x}", "x"), "\n"]


def test_beyond_measure_the_rest_has_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literals, "_MOST_RUNS", 20)
    text = "f'" + "{{a}}" * 40 + "{x}b'"
    places, _, parts = read_pieces(text)
    first = parts[0]
    assert isinstance(first, Text)
    assert first.text == "{a}" * 40
    assert [run.exact for run in first.runs] == [False, True, False, False, True, False] * 3 + [False, True, False]
    assert (first.runs[-1].at, first.runs[-1].length) == (20, 100)
    assert outline(text, parts[1:], places) == [("{x}", "x"), "b"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="quotes limit the depth")
def test_f_strings_deep_in_each_other() -> None:
    text = "f'a{" * 100 + "x" + "}b'" * 100
    places, _, parts = read_pieces(text)
    for _ in range(99):
        before, hole, after = parts
        assert isinstance(before, Text)
        assert isinstance(after, Text)
        assert isinstance(hole, Hole)
        assert (before.text, after.text) == ("a", "b")
        assert isinstance(hole.value, ast.JoinedStr)
        parts = pieces(places, hole.value)
    assert outline(text, parts, places) == ["a", ("{x}", "x"), "b"]
