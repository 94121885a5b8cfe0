"""Where a value stands in a text that is written elsewhere: one label in the text itself."""

from __future__ import annotations

import pytest

from _programs import told

FILLED = """
    from datetime import datetime
    from string import Template
    import openai
    from texts import TEXT

    def ask(history, question):
        system = {filled}
        messages = [{{"role": "system", "content": system}}, *history, {{"role": "user", "content": question}}]
        return openai.OpenAI().chat.completions.create(model="gpt-5", messages=messages)
"""


def places(filled: str, text: str) -> list[tuple[str, str]]:
    """What a text that is filled with the time has where a label says that the time stands."""
    texts = {"texts.py": f"TEXT = '''You are kind.\n\n{text}\n'''\n"}
    (found,) = told(FILLED.format(filled=filled), texts)
    assert found.code == "PL102"
    labels = [label for label in found.finding.related if label.text == "stands here in the text"]
    return [(each.path, texts[each.path][each.span.start : each.span.end]) for each in labels]


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        pytest.param("TEXT.format(now=datetime.now())", "{now}", id="format"),
        pytest.param("TEXT.format(datetime.now())", "{}", id="by place"),
        pytest.param("TEXT.format_map({'now': datetime.now()})", "{now}", id="format_map"),
        pytest.param("TEXT % datetime.now()", "%s", id="percent"),
        pytest.param("TEXT.replace('<<NOW>>', str(datetime.now()))", "<<NOW>>", id="replace"),
        pytest.param("Template(TEXT).substitute(now=datetime.now())", "$now", id="string template"),
        pytest.param("TEXT.strip().format(now=datetime.now())", "{now}", id="stripped before"),
    ],
)
def test_the_place_in_a_text_of_another_module(filled: str, field: str) -> None:
    assert places(filled, f"It is {field}.") == [("texts.py", field)]


@pytest.mark.parametrize(
    "filled",
    [
        "'It is {now}.'.format(now=datetime.now())",
        "'It is %s.' % datetime.now()",
        "f'It is {datetime.now()}.'",
        "'It is ' + str(datetime.now())",
    ],
)
def test_no_label_more_where_the_text_is_written_as_it_is_filled(filled: str) -> None:
    assert places(filled, "") == []


def test_the_value_that_stays_the_same_has_no_label() -> None:
    filled = "TEXT.format(name='Ada', now=datetime.now())"
    assert places(filled, "You are {name}.\nIt is {now}.") == [("texts.py", "{now}")]
