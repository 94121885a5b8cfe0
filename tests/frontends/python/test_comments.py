from __future__ import annotations

import re
from textwrap import dedent

import pytest

from promptlint.frontends.python.comments import with_reach
from promptlint.frontends.python.parse import comments, parse
from promptlint.source import SourceFile, Span

WHY = "# promptlint: ignore[volatile-in-prefix] measured"


def covered(text: str) -> list[int]:
    """The lines for which the comments of a module hold."""
    source = SourceFile("app/agent.py", text)
    found = with_reach(source, parse(source), comments(source))
    spans = [each.covers for each in found if each.covers is not None]
    return sorted(
        {line for span in spans for line in range(source.position(span.start).line, source.position(span.end).line + 1)}
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            """
            first = now()
            system = now()  WHY |
            second = now()
            """,
            id="behind a statement",
        ),
        pytest.param(
            """
            first = now()
            WHY |
            system = now() |
            second = now()
            """,
            id="above a statement",
        ),
        pytest.param(
            """
            first = now()
            WHY |
            # and more words |
             |
            system = build( |
                now(), |
            ) |
            second = now()
            """,
            id="above a long statement, with more comments and an empty line between",
        ),
        pytest.param(
            '''
            first = now()
            system = f"""You sort. |
            It is {now()}. |
            # no comment |
            """  WHY |
            second = now()
            ''',
            id="behind the quotes of a long string",
        ),
        pytest.param(
            '''
            ask(
                model="m",
                system=f"""You sort. |
                It is {now()}. |
                """,  WHY |
                user=now(),
            )
            ''',
            id="behind the quotes of an argument",
        ),
        pytest.param(
            '''
            ask(
                model="m",
                WHY |
                system=f"""You sort. |
                It is {now()}. |
                """, |
                user=now(),
            )
            ''',
            id="above an argument",
        ),
        pytest.param(
            """
            first = now()
            answer = ask( |
                system=[ |
                    now(), |
                ], |
            )  WHY |
            second = now()
            """,
            id="behind the bracket of a statement",
        ),
        pytest.param(
            """
            answer = ask(
                now(),
                system=build( |
                    now(), |
                ),  WHY |
                user=now(),
            )
            """,
            id="behind the bracket of an argument",
        ),
        pytest.param(
            """
            PROMPTS = {
                "one": now(),
                WHY |
                "two": ( |
                    "You sort." |
                    f"It is {now()}." |
                ), |
                "three": now(),
            }
            """,
            id="above an entry",
        ),
        pytest.param(
            """
            text = (
                "You sort."
                f"It is {now()}."  WHY |
                "Be short."
            )
            """,
            id="behind one of several strings",
        ),
        pytest.param(
            """
            text = (
                "You sort." +
                stamp() +
                now()  WHY |
            )
            """,
            id="behind the last of several terms",
        ),
        pytest.param(
            """
            text = "You sort." + \\ |
                now()  WHY |
            """,
            id="behind a continued line",
        ),
        pytest.param(
            """
            answer = ask(  WHY |
                system=now(),
            )
            """,
            id="behind an opening bracket",
        ),
        pytest.param(
            '''
            def first():
                return now()

            WHY |
            def build(): |
                """Say what to do.""" |
                text = now() |
                return text |

            def second():
                return now()
            ''',
            id="above a function",
        ),
        pytest.param(
            """
            def first(): return now()
            async def build(  |
                a, |
            ):  WHY |
                return now() |
            def second(): return now()
            """,
            id="behind the colon of a function",
        ),
        pytest.param(
            """
            def build(
                a=now(),  WHY |
                b=now(),
            ):
                return now()
            """,
            id="behind a parameter",
        ),
        pytest.param(
            """
            @agent.tool
            WHY |
            @agent.system_prompt |
            def build(): |
                return now() |
            """,
            id="between decorators",
        ),
        pytest.param(
            """
            @prompt(
                WHY |
                system=now(),  |
                user=now(),
            )
            def build():
                return now()
            """,
            id="inside a decorator",
        ),
        pytest.param(
            """
            WHY |
            class Agent: |
                system = now() |
                def build(self): |
                    return now() |
            other = now()
            """,
            id="above a class",
        ),
        pytest.param(
            """
            WHY |
            with client.stream( |
                system=now(), |
            ) as stream: |
                other = now()
            """,
            id="above another compound statement",
        ),
        pytest.param(
            """
            with client.stream( |
                system=now(), |
            ) as stream:  WHY |
                other = now()
            """,
            id="behind its colon",
        ),
        pytest.param(
            """
            if one:
                text = now()
            WHY |
            elif now(): |
                text = now()
            else:  WHY |
                text = now()
            """,
            id="at an else",
        ),
        pytest.param(
            """
            try:
                text = now()
            except Error:  WHY |
                text = now()
            """,
            id="at a handler",
        ),
        pytest.param('first = (\n1); second = ask(  WHY |\n  now()\n), "x"', id="behind the end of another statement"),
        pytest.param("first = now()\nWHY |", id="above nothing"),
        pytest.param("WHY |", id="alone in the module"),
        pytest.param("first = now(); second = now()  WHY |\nthird = now()", id="two statements on a line"),
        pytest.param(
            "if x: text = ask( |\n  now() |\n)  WHY |\nother = now()", id="a body on the line of its statement"
        ),
        pytest.param("WHY |\nif x: text = now() |\nother = now()", id="above a body on the line of its statement"),
        pytest.param("text = now()  WHY |\r\n\r\nother = now()", id="other line ends"),
        pytest.param('ключ = f"""ß |\n{now()}"""  WHY |\nother = now()', id="other letters"),
    ],
)
def test_what_a_comment_silences(text: str) -> None:
    marked = dedent(text).replace("WHY", WHY)
    expected = [number for number, line in enumerate(marked.split("\n"), 1) if line.rstrip().endswith("|")]
    assert covered(re.sub(r" *\|(?=\r?$)", "", marked, flags=re.MULTILINE)) == expected
    assert expected


def test_only_suppressions_reach() -> None:
    text = (
        "# promptlint: version=3\nA = now()  # promptlint: ignore-file[volatile-in-prefix] why\nB = 1  # a word\n"
        f"C = now()  {WHY}\n"
    )
    source = SourceFile("app/agent.py", text)
    before = comments(source)
    found = with_reach(source, parse(source), before)
    assert [each.text for each in found] == [each.text for each in before]
    assert [each.covers for each in found] == [None, None, None, Span(text.index("C = "), len(text) - 1)]
    assert with_reach(source, parse(source), before[:3]) == before[:3]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{WHY}\n" * 5000 + "A = now()\n", id="stacked"),
        pytest.param("A = [\n" + f"    now(),  {WHY}\n" * 5000 + "]\n", id="in one list"),
        pytest.param("if a:\n    pass\n" + f"elif b:  {WHY}\n    pass\n" * 900, id="a chain of conditions"),
        pytest.param(f"A = now()  {WHY}\n" * 5000, id="many statements"),
        pytest.param(f"{WHY}\n" + "\n" * 100_000 + "A = now()\n", id="far away"),
    ],
)
def test_many(text: str) -> None:
    assert len(covered(text)) >= 900  # in a fraction of a second; quadratic, it would be minutes
