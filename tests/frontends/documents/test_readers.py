"""Trees of YAML and JSON, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from promptlint.errors import UnreadableError
from promptlint.frontends.documents.json_reader import read_json
from promptlint.frontends.documents.node import MAX_DEPTH, Document, Mapping, Node, Scalar, ScalarKind, Sequence
from promptlint.frontends.documents.yaml_reader import read_yaml
from promptlint.source import SourceFile, View

if TYPE_CHECKING:
    from collections.abc import Callable


def from_yaml(text: str) -> Document:
    return read_yaml(View.of(SourceFile("file.yaml", text)))


def from_json(text: str) -> Document:
    return read_json(View.of(SourceFile("file.json", text)))


def plain(node: Node | None) -> object:
    """A tree as Python values, with scalars as they are spelled."""
    match node:
        case Mapping():
            return {key.value: plain(value) for key, value in node.items}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar():
            return None if node.kind is ScalarKind.NULL else node.value
        case None:
            return None


def kind_of(text: str) -> ScalarKind:
    root = from_yaml(text).roots[0]
    assert isinstance(root, Scalar)
    return root.kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("word", ScalarKind.STRING),
        ("'1'", ScalarKind.STRING),
        ("!!str 1", ScalarKind.STRING),
        ("2024-01-01", ScalarKind.STRING),
        ("1.2.3", ScalarKind.STRING),
        ("!!python/object:os.system x", ScalarKind.STRING),
        ("1.10", ScalarKind.NUMBER),
        ("1_000", ScalarKind.NUMBER),
        ("yes", ScalarKind.BOOLEAN),
        ("~", ScalarKind.NULL),
        ("null", ScalarKind.NULL),
    ],
)
def test_kinds(text: str, kind: ScalarKind) -> None:
    assert kind_of(text) is kind


def test_numbers_keep_their_spelling() -> None:
    assert plain(from_yaml("version: 1.10").roots[0]) == {"version": "1.10"}
    assert plain(from_json('{"version": 1.10}').roots[0]) == {"version": "1.10"}


def test_both_formats_give_the_same_tree() -> None:
    text = '{"a": [1, true, null, {"b": "x\\ny"}], "c": {}, "d": []}'
    assert plain(from_json(text).roots[0]) == plain(from_yaml(text).roots[0])


def test_merge_keys_are_resolved() -> None:
    text = "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\nall:\n  <<: [*base, *more]\n  c: 5\n"
    root = from_yaml(text).roots[0]
    assert plain(root) == {
        "base": {"a": "1", "b": "2"},
        "more": {"b": "3", "c": "4"},
        "all": {"b": "2", "c": "5", "a": "1"},
    }


def test_an_alias_is_the_same_node() -> None:
    root = from_yaml("a: &x [1]\nb: *x\n").roots[0]
    assert isinstance(root, Mapping)
    assert root.get("a") is root.get("b")


def test_anchors_end_with_their_document() -> None:
    with pytest.raises(UnreadableError, match="no anchor"):
        from_yaml("a: &x 1\n---\nb: *x\n")


def test_a_node_within_itself_is_nothing() -> None:
    assert plain(from_yaml("a: &x\n  b: *x\n").roots[0]) == {"a": {"b": None}}


def test_aliases_that_multiply_stay_small() -> None:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 30)]
    assert len(from_yaml("\n".join(lines)).roots) == 1


def test_merge_keys_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 {" + ", ".join(f"k{number}: 1" for number in range(2000)) + "}"]
    lines += [f"a{level}: &a{level} {{<<: *a0}}" for level in range(1, 60)]
    with pytest.raises(UnreadableError, match="merge keys"):
        from_yaml("\n".join(lines))


@pytest.mark.parametrize("read", [from_yaml, from_json])
def test_a_key_that_stands_twice_is_a_problem(read: Callable[[str], Document]) -> None:
    text = '{"a": 1, "b": 2, "a": 3}'
    document = read(text)
    assert plain(document.roots[0]) == {"a": "3", "b": "2"}
    (problem,) = document.problems
    assert problem.message == "the key `a` stands twice"
    assert text[problem.span.start : problem.span.end] == '"a"'


@pytest.mark.parametrize("opening", ["[", '{"a":', "- ", "? "])
def test_deep_nesting_is_refused_without_a_traceback(opening: str) -> None:
    for read in (from_yaml, from_json):
        with pytest.raises(UnreadableError):
            read(opening * 100_000)


def test_depth_below_the_limit_is_read() -> None:
    depth = MAX_DEPTH - 1
    text = "[" * depth + "]" * depth
    assert plain(from_json(text).roots[0]) == plain(from_yaml(text).roots[0])


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("{", 1),
        ('{"a" 1}', 5),
        ('{"a": 1,}', 8),
        ("[1 2]", 3),
        ('["a', 1),
        ('["a\nb"]', 3),
        ('["\\x"]', 2),
        ("[1] x", 4),
        ("{a: 1}", 1),
        ("nul", 0),
    ],
)
def test_what_is_not_json_has_a_place(text: str, offset: int) -> None:
    with pytest.raises(UnreadableError, match="not JSON") as caught:
        from_json(text)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("text", "offset"), [("a: [", 4), ("a: é\nb: ]", 8), ("a: é\x01", 4), ("a: *b", 3), ("a: 'x", 5), ("\ta: 1", 0)]
)
def test_what_is_not_yaml_has_a_place(text: str, offset: int) -> None:
    with pytest.raises(UnreadableError, match="not YAML") as caught:
        from_yaml(text)
    assert caught.value.offset == offset


def test_comments_are_found_outside_of_scalars_only() -> None:
    text = "# one\na: '# no' # two\nb: | # three\n  # no\n# four\nc: x#no\nd: [1, # five\n 2]\n"
    comments = from_yaml(text).comments
    assert [comment.text for comment in comments] == [" one", " two", " three", " four", " five"]
    assert [comment.leading for comment in comments] == [True, False, False, False, False]
    assert all(text[comment.span.start : comment.span.end] == f"#{comment.text}" for comment in comments)


def test_a_block_mapping_ends_with_its_last_value() -> None:
    text = "a:\n  b: 1\n\n# about c\nc: 2\n"
    root = from_yaml(text).roots[0]
    assert isinstance(root, Mapping)
    inner = root.get("a")
    assert isinstance(inner, Mapping)
    assert text[inner.span.start : inner.span.end] == "b: 1"


def test_several_documents() -> None:
    assert [plain(root) for root in from_yaml("a: 1\n---\nb: 2\n").roots] == [{"a": "1"}, {"b": "2"}]


def test_empty_yaml_has_no_root() -> None:
    assert from_yaml("# nothing\n").roots == ()


def test_the_slow_parser_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# c\na: &x |\n  one\nb: [*x, 'it''s']\n"
    fast = from_yaml(text)
    monkeypatch.delattr("yaml.CSafeLoader")
    slow = from_yaml(text)
    assert slow == fast
