"""What language a text is written in: mostly none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.frontends.languages import LANGUAGES
from promptlint.frontends.languages.detect import detect_language


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("Answer the question.", id="prose"),
        pytest.param('Answer as JSON:\n{"answer": "text", "tags": ["a", "b"], "meta": {"n": 1}}', id="json"),
        pytest.param("{}", id="empty json"),
        pytest.param("Fill {{...}} in, never {{ two words }} or {{}}.", id="prose about templates"),
        pytest.param("The form {% tag %} is how Liquid writes its tags.", id="unknown statement"),
        pytest.param("Write {{#if and the rest.", id="unclosed block"),
        pytest.param(r"Solve \frac{a}{b} and \sqrt{x} = x^{n} + y_{i}.", id="formula"),
        pytest.param("Solve $x^2$ for $x$ and $y$.", id="formula in dollars"),
        pytest.param("It costs $5, or $10.50 for two.", id="money"),
        pytest.param("echo ${HOME}/bin\nexport PATH=$PATH:$HOME", id="shell"),
        pytest.param("for f in *; do echo ${f%.txt}; done", id="shell in lower case"),
        pytest.param("on: push\nenv:\n  KEY: ${{ secrets.KEY }}\n  REF: ${{ github.ref }}", id="workflow"),
        pytest.param("#include <stdio.h>\nint main(void) {\n  return {x};\n}", id="c"),
        pytest.param("function f(a) {\n  return `${a}`;\n}", id="javascript"),
        pytest.param("maven {\n  url = x\n}\nUse spring-ai-{model}-starter.", id="gradle"),
        pytest.param("import {a} from 'b'\nexport {c}", id="import"),
        pytest.param("p { color: red }\na:hover {x}".replace("{x}", "{ }"), id="css"),
        pytest.param(r"Match [a-z]{2,3} and \d{4} and {3}.", id="regular expression"),
        pytest.param("A set {a, b} and another { c }.", id="set"),
        pytest.param("Areas: {kitchen, bath}. Answer: {kitchen}\nAreas: {cafe}. Answer: {cafe}", id="choices"),
        pytest.param(r"Solve \\frac{{a}}{{b}} and \\begin{{pmatrix}}.", id="formula in doubled braces"),
        pytest.param("Headings can have ids {#like-this}.", id="heading id"),
        pytest.param("Escape it as \\{{name}} here.", id="escaped"),
    ],
)
def test_no_template(text: str) -> None:
    assert detect_language(text) == "plain"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("{% if a %}b{% endif %}", "jinja", id="statement"),
        pytest.param("{# note #} {{ x }}", "jinja", id="comment"),
        pytest.param("{{ x | trim }}", "jinja", id="filter"),
        pytest.param("{{ f(x) }} {{ y[0] }}", "jinja", id="call and item"),
        pytest.param("{{ a if b else c }}", "jinja", id="condition"),
        pytest.param("{{- x -}}", "jinja", id="trimming"),
        pytest.param("Hello {{name}}!", "mustache", id="names"),
        pytest.param('Hello {{name}}! {"a": {"b": 1}}', "mustache", id="names beside json"),
        pytest.param("{{#items}}{{name}}{{/items}}", "mustache", id="section"),
        pytest.param("{{#if a}}{{b}}{{/if}}", "handlebars", id="block"),
        pytest.param('{{role "system"}} {{name}}', "handlebars", id="role"),
        pytest.param("{{$input}} {{time.now}}", "semantic-kernel", id="semantic kernel"),
        pytest.param("Hello {name}!", "fstring", id="field"),
        pytest.param('Answer {question} as {{"answer": "…"}}', "fstring", id="field beside doubled json"),
        pytest.param('Answer {question} as {"answer": "…"}', "fstring", id="field beside json"),
        pytest.param("Answer {question} with {yes, no}.", "fstring", id="field beside choices"),
        pytest.param(r"Solve {problem}, say \\frac{{a}}{{b}}.", "fstring", id="field beside a formula"),
        pytest.param("Answer {question}. Write {{name}} for a name.", "fstring", id="escaped name"),
        pytest.param("Hello ${name}!", "dollar", id="dollar in braces"),
        pytest.param("Question: $question\nAnswer:", "dollar", id="dollar"),
    ],
)
def test_template(text: str, language: str) -> None:
    assert detect_language(text) == language


@given(st.text(alphabet="{}%#$|ab_ \n\"':.()<>/!~^-", max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    assert detect_language(text) in LANGUAGES
