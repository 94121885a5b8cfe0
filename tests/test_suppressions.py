from __future__ import annotations

import re

import pytest

from promptlint.diagnostics import Diagnostic, Finding, Label, Severity
from promptlint.facts import Comment
from promptlint.rules import RULES
from promptlint.selection import named
from promptlint.source import SourceFile, Span
from promptlint.suppressions import Verdict, apply

PATH = "prompts/triage.j2"
_COMMENT = re.compile(r"\{#(.*?)#\}|<!--(.*?)-->|^#(?![#}])(.*?)$", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"PL\d\d\d!")  # where a test wants a diagnostic


def judge(text: str, *, ran: bool = True, require_reason: bool = True, other: str = "") -> Verdict:
    """Apply the comments of a text; `PL102!` in it is a diagnostic there."""
    source, second = SourceFile(PATH, text), SourceFile("other.j2", other)
    diagnostics = [
        _diagnostic(match[0][:-1], Label(each.path, Span(match.start(), match.end()), ""))
        for each in (source, second)
        for match in _MARK.finditer(each.text)
    ]
    comments = [
        Comment(next(filter(None, match.groups())), Span(match.start(), match.end()))
        for match in _COMMENT.finditer(text)
    ]
    return apply(
        diagnostics,
        comments={PATH: comments},
        sources={PATH: source, "other.j2": second},
        rules=RULES,
        ran=lambda _, __: ran,
        require_reason=require_reason,
    )


def _diagnostic(code: str, label: Label) -> Diagnostic:
    rule = named(code, RULES)
    assert rule is not None
    return Diagnostic(code, rule.name, Severity.ERROR, Finding("message", label))


NAME = "volatile-in-prefix"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{{# promptlint: ignore[{NAME}] measured #}}\nPL102!", id="the line below"),
        pytest.param("{# promptlint: ignore[PL102] measured #}\nPL102!", id="by its code"),
        pytest.param("a PL102! {# promptlint: ignore[PL102] measured #}", id="beside"),
        pytest.param("{# promptlint: ignore[PL102] measured #}\n\n \t\nPL102!", id="below blank lines"),
        pytest.param("{#\n  promptlint: ignore[PL102]\n  measured\n PL102! #}\n", id="inside a comment of many lines"),
        pytest.param("{#\n # promptlint: ignore[PL102] measured\n # more\n#}\nPL102!", id="a line of a long comment"),
        pytest.param("<!-- promptlint: ignore[PL102]: measured -->\nPL102!", id="HTML, with a colon"),
        pytest.param("{#promptlint:ignore [ PL102 ,PL101 ] measured#}\nPL102! PL101!", id="spaces, and two names"),
        pytest.param("x\n{# promptlint: ignore-file[PL102] measured #}\ny\nz\nPL102!", id="the whole file"),
        pytest.param("PL102!\n{# promptlint: ignore-file[PL102] measured #}", id="the file, from below"),
        pytest.param(
            "{# promptlint: ignore[PL102] gemessen: übermäßig #}\r\nPL102!\r\n", id="other line ends and letters"
        ),
        pytest.param(
            "{# promptlint: ignore[PL102] one #}\n{# promptlint: ignore[PL101] two #}\nPL102! PL101!", id="stacked"
        ),
        pytest.param(
            "# promptlint: ignore[PL102] one\n\n# promptlint: ignore[PL101] two\nPL102! PL101!", id="stacked with a gap"
        ),
        pytest.param(
            "{# promptlint: ignore[PL102] a #} {# promptlint: ignore[PL101] b #}\nPL102! PL101!", id="side by side"
        ),
        pytest.param("{# promptlint: ignore[PL102] all of them #}\nPL102! PL102!\n", id="several of one rule"),
    ],
)
def test_silenced(text: str) -> None:
    verdict = judge(text)
    assert verdict == Verdict((), len(_MARK.findall(text)), (), ())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{# promptlint: ignore[PL102] measured #}\nx\nPL102!", id="a line too far"),
        pytest.param("PL102!\n{# promptlint: ignore[PL102] measured #}\nx", id="above"),
        pytest.param("{# promptlint: ignore[PL101] measured #}\nPL102!", id="another rule"),
        pytest.param(
            "{# promptlint: ignore[PL102] one #}\nx {# promptlint: ignore[PL101] two #}\nPL102! PL101!",
            id="the next comment stands beside text",
        ),
    ],
)
def test_not_silenced(text: str) -> None:
    verdict = judge(text)
    assert [each.code for each in verdict.kept][:1] == ["PL102"]
    assert [finding.message for finding in verdict.unused][:1] == [
        f"the suppression of `{'variable-before-stable' if '[PL101] m' in text else NAME}` silences nothing"
    ]


def test_another_file_is_not_silenced() -> None:
    verdict = judge("{# promptlint: ignore-file[PL102] measured #}\nPL102!", other="PL102!")
    assert [each.finding.primary.path for each in verdict.kept] == ["other.j2"]
    assert verdict.suppressed == 1


def _said(text: str, findings: tuple[Finding, ...]) -> list[tuple[str, str, str | None]]:
    """The messages, what they point at, and their hints."""
    return [
        (each.message, text[each.primary.span.start : each.primary.span.end], each.help)
        for each in findings
        if each.primary.path == PATH
    ]


def test_each_name_has_to_be_of_use() -> None:
    text = "{# promptlint: ignore[PL102, ttl-order] measured #}\nPL102!"
    verdict = judge(text)
    assert verdict.suppressed == 1
    assert _said(text, verdict.unused) == [
        ("the suppression of `ttl-order` silences nothing", "ttl-order", "remove it")
    ]


def test_of_a_rule_that_did_not_run_nothing_is_known() -> None:
    assert judge("{# promptlint: ignore[PL102] measured #}\nx", ran=False) == Verdict((), 0, (), ())


def test_a_reason_is_required() -> None:
    text = "{# promptlint: ignore[PL102] -- #}\nPL102!"
    verdict = judge(text)
    assert len(verdict.kept) == 1
    assert _said(text, verdict.unused) == [
        (f"the suppression of `{NAME}` gives no reason, so it does not hold", "PL102", "say why behind the bracket")
    ]
    assert judge(text, require_reason=False) == Verdict((), 1, (), ())


@pytest.mark.parametrize(
    ("comment", "message", "words", "hint"),
    [
        pytest.param(
            "promptlint: ignore[volatile-prefix] why",
            "unknown rule `volatile-prefix` in `ignore`",
            "volatile-prefix",
            f"did you mean `{NAME}`?",
            id="unknown name",
        ),
        pytest.param(
            "promptlint: ignore-file[PL999x] why",
            "unknown rule `PL999x` in `ignore-file`",
            "PL999x",
            "`promptlint rules` lists them",
            id="nothing like it",
        ),
        pytest.param(
            "promptlint: ignore why",
            "`ignore` does not say which rules it silences",
            "ignore",
            f"name them in brackets: `promptlint: ignore[{NAME}] reason`",
            id="no brackets",
        ),
        pytest.param(
            "promptlint: ignore[ , ] why",
            "`ignore` does not say which rules it silences",
            "ignore",
            f"name them in brackets: `promptlint: ignore[{NAME}] reason`",
            id="empty brackets",
        ),
        pytest.param(
            "promptlint: ignore[PL102 why",
            "`ignore` does not say which rules it silences",
            "ignore",
            f"name them in brackets: `promptlint: ignore[{NAME}] reason`",
            id="an open bracket",
        ),
        pytest.param(
            "promptlint: ingore[PL102] x", "unknown directive `ingore`", "ingore", "did you mean `ignore`?", id="word"
        ),
        pytest.param(
            "promptlint: disable=PL102",
            "unknown directive `disable`",
            "disable",
            "known are `ignore`, `ignore-file`, `version`, `breakpoint`, `placeholder`",
            id="another tool's word",
        ),
        pytest.param(
            "promptlint: !",
            "a directive is missing behind `promptlint:`",
            "promptlint:",
            "known are `ignore`, `ignore-file`, `version`, `breakpoint`, `placeholder`",
            id="no word",
        ),
    ],
)
def test_invalid(comment: str, message: str, words: str, hint: str) -> None:
    text = f"{{# {comment} #}}\nPL102!"
    verdict = judge(text)
    assert len(verdict.kept) == 1
    assert verdict.unused == ()
    assert _said(text, verdict.invalid) == [(message, words, hint)]


@pytest.mark.parametrize(
    "comment",
    [
        "promptlint: version=3",
        "promptlint: breakpoint ttl=1h",
        "promptlint: placeholder user=session",
        "see promptlint: disable it",
        "written for promptlint",
    ],
)
def test_other_comments_are_left_alone(comment: str) -> None:
    assert judge(f"{{# {comment} #}}\n") == Verdict((), 0, (), ())


def test_a_comment_whose_text_is_not_in_the_file_is_labelled_as_a_whole() -> None:
    source = SourceFile(PATH, r"# promptlint: ign\u006fre\nx")
    comment = Comment(" promptlint: ignore", Span(0, 10))
    verdict = apply([], comments={PATH: [comment]}, sources={PATH: source}, rules=RULES, ran=lambda _, __: True)
    assert verdict.invalid[0].primary.span == Span(0, 10)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{# promptlint: ignore[PL102] x #}\n" * 4000 + "PL102!", id="stacked"),
        pytest.param("{# promptlint: ignore[PL102] x #}" * 4000 + "\nPL102!", id="on one line"),
        pytest.param("{#" + "promptlint: ignore[PL102] x\n" * 4000 + "#}" + "PL102!" * 4000, id="in one comment"),
        pytest.param("{# promptlint: ignore[PL102] x #}" + "\n" * 400_000 + "PL102!", id="far away"),
        pytest.param("{#" + " \n" * 200_000 + "promptlint: ignore[PL102] x #}\nPL102!", id="a hollow comment"),
    ],
)
def test_many(text: str) -> None:
    verdict = judge(text)  # in hundredths of a second; quadratic, it would be minutes
    assert (verdict.kept, verdict.unused, verdict.invalid) == ((), (), ())


def test_what_the_syntax_covers_takes_the_place_of_the_next_line() -> None:
    text = "PL102!\nPL102!\nx # promptlint: ignore[PL102] measured\nPL102!"
    source = SourceFile(PATH, text)
    at = text.index("#")
    comment = Comment("promptlint: ignore[PL102] measured", Span(at, text.index("\nPL102!", at)), covers=Span(7, at))
    found = [_diagnostic("PL102", Label(PATH, Span(m.start(), m.end()), "")) for m in _MARK.finditer(text)]
    verdict = apply(found, comments={PATH: [comment]}, sources={PATH: source}, rules=RULES, ran=lambda _, __: True)
    assert verdict == Verdict((found[0], found[2]), 1, (), ())


def test_a_comment_within_what_another_covers_is_of_use_where_it_stands() -> None:
    text = "# promptlint: ignore[PL102] all\n" + "x\n" * 3 + "PL102! # promptlint: ignore[PL102] this\nx\nPL101!"
    source = SourceFile(PATH, text)
    spans = [Span(m.start(), m.end()) for m in re.finditer("#.*", text)]
    outer = Comment(text[: spans[0].end], spans[0], covers=Span(0, len(text)))
    inner = Comment("promptlint: ignore[PL102] this", spans[1], covers=spans[1])
    idle = Comment("promptlint: ignore[PL102] that", Span(len(text) - 8, len(text) - 6), covers=Span(34, 35))
    found = [_diagnostic(m[0][:-1], Label(PATH, Span(m.start(), m.end()), "")) for m in _MARK.finditer(text)]
    comments = {PATH: [outer, inner, idle]}
    verdict = apply(found, comments=comments, sources={PATH: source}, rules=RULES, ran=lambda _, __: True)
    assert [each.code for each in verdict.kept] == ["PL101"]
    assert [(each.message, each.primary.span) for each in verdict.unused] == [
        (f"the suppression of `{NAME}` silences nothing", idle.span)
    ]


def test_many_that_cover_much() -> None:
    text = "PL102! # promptlint: ignore[PL102] why\n" * 5000
    source = SourceFile(PATH, text)
    comments = [
        Comment("promptlint: ignore[PL102] why", Span(m.start(), m.end()), covers=Span(0, len(text)))
        for m in re.finditer("#.*", text)
    ]
    found = [_diagnostic("PL102", Label(PATH, Span(m.start(), m.end()), "")) for m in _MARK.finditer(text)]
    verdict = apply(found, comments={PATH: comments}, sources={PATH: source}, rules=RULES, ran=lambda _, __: True)
    assert verdict == Verdict((), 5000, (), ())  # in tenths of a second; quadratic, it would be minutes
