from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from _requests import ANYTHING, RAW_LINES, REQUESTS, anthropic, lines
from promptlint.batch.planning.plan import plan
from promptlint.batch.requests import documents, files, json_text, near, segment
from promptlint.batch.requests.documents import Document, is_document
from promptlint.batch.requests.files import RequestFile, RequestFiles
from promptlint.batch.requests.formats import BY_NAME
from promptlint.batch.requests.gather import layout, read_stream
from promptlint.batch.requests.groups import group
from promptlint.batch.requests.reading import read_lines
from promptlint.batch.requests.summary import Summary
from promptlint.batch.requests.texts import InMemory
from promptlint.batch_run import outcome
from promptlint.config import Config
from promptlint.errors import UserError
from promptlint.report import Format, render


def in_memory(raw: bytes, name: str, path: str = "batch.jsonl") -> RequestFile:
    format_ = BY_NAME[name]
    return RequestFile(path, format_, read_lines(BytesIO(raw), path, format_), InMemory(raw))


# ---------------------------------------------------------------- whatever comes


_KEYS = {
    "anthropic": ("custom_id", "params"),
    "openai": ("custom_id", "body"),
    "bedrock": ("recordId", "modelInput"),
    "gemini": ("key", "request"),
}
_BODIES = st.dictionaries(
    st.sampled_from(
        "model system messages tools instructions input prompt contents systemInstruction toolConfig metadata"
        " cache_control anthropic_version thinking text".split()
    ),
    ANYTHING,
    max_size=4,
)


@pytest.mark.parametrize("name", BY_NAME)
@given(data=st.data())
def test_nothing_that_is_read_makes_it_fail(name: str, data: st.DataObject) -> None:
    """Every rule, every report and the plan, on whatever stands in a file: findings or a UserError."""
    id_key, body_key = _KEYS[name]
    records = st.fixed_dictionaries({}, optional={id_key: ANYTHING, body_key: _BODIES | ANYTHING})
    bodies = records.map(lambda record: json.dumps(record).encode())
    raw = b"\n".join(data.draw(st.lists(bodies | RAW_LINES, max_size=6)))
    batch = RequestFiles((in_memory(raw, name), in_memory(raw, name, "again.jsonl")))
    done = outcome(batch, Config(), (), ())
    for format_ in Format:
        assert isinstance(render(done, format_), str)
    try:
        made = plan(batch)
    except UserError:
        return
    assert sum(file.requests for file in made.files) == batch.requests


@given(st.lists(RAW_LINES, max_size=8))
def test_both_readers_of_json_give_the_same(raw_lines: list[bytes]) -> None:
    raw = b"\n".join(raw_lines)
    fast = read_lines(BytesIO(raw), "batch.jsonl", BY_NAME["anthropic"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "orjson", None)
        assert read_lines(BytesIO(raw), "batch.jsonl", BY_NAME["anthropic"]) == fast


@given(st.lists(REQUESTS.map(lambda record: json.dumps(record).encode()), min_size=2, max_size=8))
def test_large_jobs_are_looked_at_in_parts_with_the_same_result(raw_lines: list[bytes]) -> None:
    def found() -> tuple[object, ...]:
        half = len(raw_lines) // 2
        parts = [b"".join(line + b"\n" for line in some) for some in (raw_lines[:half], raw_lines[half:])]
        batch = RequestFiles(tuple(in_memory(part, "anthropic", f"{index}.jsonl") for index, part in enumerate(parts)))
        grouping = batch.grouping
        groups = [grouping[number] for number in range(len(grouping))]
        one = read_lines(BytesIO(parts[0]), "x", BY_NAME["anthropic"])
        two = read_lines(BytesIO(parts[1]), "x", BY_NAME["anthropic"], 0)
        return groups, batch.repeated_ids, batch.families, group([one, two]).of, Summary.of([one])

    whole = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segment, "_AT_ONCE", 1)
        patch.setattr(near, "_AT_ONCE", 1)
        patch.setattr(files, "_AT_ONCE", 1)
        assert found() == whole


# ---------------------------------------------------------------- documents


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(['"', "\\", '\\"', "]", "}{", ","]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(
    values=st.lists(_VALUES, max_size=5),
    around=st.dictionaries(st.sampled_from(["a", "b", "Requests"]), _VALUES, max_size=2),
    shape=st.sampled_from(["list", "first", "last"]),
    indent=st.sampled_from([None, 2]),
    size=st.sampled_from([1, 7, 1 << 20]),
)
def test_a_document_is_cut_into_its_records(
    values: list[Any], around: dict[str, Any], shape: str, indent: int | None, size: int
) -> None:
    whole: Any = values
    if shape != "list":
        whole = {"requests": values, **around} if shape == "first" else {**around, "requests": values}
    text = json.dumps(whole, indent=indent, ensure_ascii=False) + "\n"
    raw = text.encode()
    assert is_document(raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "_CHUNK", size)
        document = Document(BytesIO(raw), 0)
        pieces = list(document)
    assert [json.loads(piece.text) for piece in pieces] == values
    for piece in pieces:
        assert raw[piece.offset : piece.offset + len(piece.text)] == piece.text
        assert piece.line == raw.count(b"\n", 0, piece.offset)
    assert (document.at, document.count) == (len(raw), raw.count(b"\n"))


@given(st.integers(0, 400))
@example(236)  # behind a whole record
def test_a_document_that_breaks_off_says_so(size: int) -> None:
    raw = json.dumps({"requests": [anthropic(f"r{number}", "Sort.") for number in range(2)]}).encode()
    cut = raw[: min(size + 14, len(raw) - 3)]
    found = layout(BytesIO(cut), "anthropic")
    assert found is not None
    read = read_stream(BytesIO(cut), "batch.json", found)
    assert [trouble.is_broken for trouble in read.troubles] == [True]


@pytest.mark.parametrize(
    "head",
    [
        b'{"custom_id": "a", "params": {"requests": []}}\n{"custom_id": "b"}',
        b'{"custom_id": "requests"}',
        b'"requests"',
        b"",
        b'{"a": {',
    ],
)
def test_lines_are_no_document(head: bytes) -> None:
    assert not is_document(head)


def test_a_list_of_requests_is_a_document() -> None:
    raw = json.dumps([anthropic("a"), anthropic("b")]).encode()
    found = layout(BytesIO(raw))
    assert found is not None
    assert len(read_stream(BytesIO(raw), "batch.json", found)) == 2


def test_the_format_is_that_of_the_first_record_that_has_one() -> None:
    raw = b"{\n" + lines([{"note": 1}, anthropic("a")])
    found = layout(BytesIO(raw))
    assert found is not None
    assert found.format == "anthropic"
