from __future__ import annotations

import hashlib
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from anthropic.types.messages.batch_create_params import Request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

import promptlint.batch.planning.plan as planning
from _requests import ANSWERING, MAKERS, SORTING, anthropic, lines, openai
from promptlint.batch.planning.plan import Kind, plan
from promptlint.batch.planning.writing import write
from promptlint.batch.requests.files import RequestFiles
from promptlint.batch.requests.gather import Input, read_files
from promptlint.batch_run import outcome
from promptlint.config import Config
from promptlint.errors import UserError
from promptlint.providers.prices import batch_limits
from promptlint.record import replace

if TYPE_CHECKING:
    from promptlint.engine import Outcome

SCHEMA = Path(__file__).parents[3] / "schemas" / "plan.schema.json"
DOCUMENTS = [f"Document {letter}. " + SORTING for letter in "ABCDEFGH"]


def batch(*files: Path) -> RequestFiles:
    return RequestFiles(read_files([Input(file, file.name) for file in files]))


def written(folder: Path, *files: Path) -> list[list[bytes]]:
    """Plan files into a folder; the lines of each file of the plan, in order."""
    write(plan(batch(*files)), folder)
    names = [each["path"] for each in manifest(folder)["files"]]
    return [(folder / name).read_bytes().splitlines(keepends=True) for name in names]


def manifest(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / "plan.json").read_bytes())
    jsonschema.validate(value, json.loads(SCHEMA.read_bytes()))
    return value


def checked(folder: Path) -> Outcome:
    return outcome(batch(*sorted(folder.glob("*.jsonl"))), Config(), (), ())


def codes(done: Outcome) -> set[str]:
    return {each.code for each in done.diagnostics}


@pytest.fixture
def shuffled(tmp_path: Path) -> Path:
    """A job of two prompts on eight documents, in no order."""
    records = [
        anthropic(f"r{number}", DOCUMENTS[number % 8] if number % 3 else ANSWERING, f"Ticket {number}.")
        for number in range(96)
    ]
    records.sort(key=lambda record: hashlib.sha256(record["custom_id"].encode()).digest())
    file = tmp_path / "job.jsonl"
    file.write_bytes(lines(records))
    return file


def test_the_plan_of_a_shuffled_job_has_no_finding(shuffled: Path, tmp_path: Path) -> None:
    assert {"PL402", "PL405"} <= codes(outcome(batch(shuffled), Config(), (), ()))
    written(tmp_path / "plan", shuffled)
    # That the documents are nearly the same is no matter of order.
    assert codes(checked(tmp_path / "plan")) <= {"PL407"}


def test_every_request_is_there_once_as_it_was_written(shuffled: Path, tmp_path: Path) -> None:
    planned = written(tmp_path / "plan", shuffled)
    assert sorted(line for file in planned for line in file) == sorted(shuffled.read_bytes().splitlines(keepends=True))


def test_a_warm_up_file_has_one_request_for_each_prefix(shuffled: Path, tmp_path: Path) -> None:
    first, *_ = written(tmp_path / "plan", shuffled)
    systems = [json.loads(line)["params"]["system"][0]["text"] for line in first]
    assert Counter(systems) == Counter({*DOCUMENTS, ANSWERING})
    steps = manifest(tmp_path / "plan")["submission"]
    assert steps == [
        {"submit": ["000-warm-up.jsonl"], "after": [], "within": None},
        {"submit": ["001-requests.jsonl"], "after": ["000-warm-up.jsonl"], "within": "1h"},
    ]


def test_a_warm_up_takes_real_requests(shuffled: Path, tmp_path: Path) -> None:
    """`max_tokens: 0`, which warms elsewhere, is rejected in a batch."""
    first, *_ = written(tmp_path / "plan", shuffled)
    assert {json.loads(line)["params"]["max_tokens"] for line in first} == {200}


def test_the_sdk_takes_the_files(shuffled: Path, tmp_path: Path) -> None:
    adapter = TypeAdapter(list[Request])
    for file in written(tmp_path / "plan", shuffled):
        assert adapter.validate_json(b"[" + b",".join(file) + b"]", strict=False)


def test_the_same_job_gives_the_same_bytes(shuffled: Path, tmp_path: Path) -> None:
    one, two = (written(tmp_path / name, shuffled) for name in ("one", "two"))
    assert one == two
    assert (tmp_path / "one" / "plan.json").read_bytes() == (tmp_path / "two" / "plan.json").read_bytes()


def test_prefixes_that_go_on_from_the_same_one_stand_together(tmp_path: Path) -> None:
    def asked(id_: str, system: str, document: str) -> dict[str, Any]:
        record = anthropic(id_, system, f"Question {id_}.")
        block = {"type": "text", "text": document, "cache_control": {"type": "ephemeral", "ttl": "1h"}}
        record["params"]["system"].append(block)
        return record

    order = [(system, document) for document in DOCUMENTS for system in (SORTING, ANSWERING)]
    records = [asked(f"r{number}", *order[number % len(order)]) for number in range(64)]
    file = tmp_path / "job.jsonl"
    file.write_bytes(lines(records))
    _, rest = written(tmp_path / "plan", file)
    systems = [json.loads(line)["params"]["system"][0]["text"] for line in rest]
    assert sum(here != there for here, there in pairwise(systems)) == 1


@pytest.mark.parametrize("name", MAKERS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.data())
def test_round_trip(name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever the job: exactly the requests, every prefix one run in a file, within the limits of the provider."""
    folder = tmp_path_factory.mktemp("job")
    choices = st.tuples(st.sampled_from([SORTING, ANSWERING, "Short.", "x" * 5000]), st.sampled_from(["Why?", "Où ?"]))
    picked = data.draw(st.lists(choices, min_size=1, max_size=30))
    files = []
    for shard in range(2):
        records = [MAKERS[name](f"r{number}", *each) for number, each in enumerate(picked) if number % 2 == shard]
        files.append(folder / f"shard-{shard}.jsonl")
        files[-1].write_bytes(lines(records, data.draw(st.sampled_from(["\n", "\r\n", "\n\n"]))))
    given_lines = sorted(line for file in files for line in file.read_bytes().splitlines() if line)
    limit = data.draw(st.integers(2, 40))
    with pytest.MonkeyPatch.context() as patch:
        known = batch_limits(batch(*[file for file in files if file.stat().st_size][:1]).files[0].format.provider)
        assert known is not None
        patch.setattr(planning, "batch_limits", lambda _: replace(known, requests=limit))
        planned = plan(batch(*[file for file in files if file.stat().st_size]))
        write(planned, folder / "plan")
    out = [(folder / "plan" / file.path).read_bytes().splitlines() for file in planned.files]
    assert sorted(line for file in out for line in file) == given_lines
    assert max(map(len, out)) <= limit
    for file in planned.files:
        groups = [run.group for run, _ in planned.runs(file) if run.group is not None]
        assert len(groups) == len(set(groups))
        if file.kind is Kind.WARM_UP:
            assert all(count == 1 for _, count in planned.runs(file))
    manifest(folder / "plan")


def test_no_file_is_larger_than_a_batch_may_be(shuffled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = batch_limits("anthropic")
    assert known is not None
    monkeypatch.setattr(planning, "batch_limits", lambda _: replace(known, bytes=100_000))
    planned = plan(batch(shuffled))
    assert len(planned.files) > 5
    assert max(file.size for file in planned.files) < 100_000
    sizes = [sum(1 for run, _ in planned.runs(file) if run.group == 0) for file in planned.files]
    assert sum(sizes) == 2, "a prefix that fits into one file is not cut"


def test_models_of_openai_get_files_of_their_own(tmp_path: Path) -> None:
    models = ["gpt-5", "gpt-5-mini"]
    file = tmp_path / "job.jsonl"
    file.write_bytes(lines([openai(f"r{number}", model=models[number % 2]) for number in range(8)]))
    planned = written(tmp_path / "plan", file)
    assert [{json.loads(line)["body"]["model"] for line in each} for each in planned] == [{"gpt-5"}, {"gpt-5-mini"}]


def test_requests_of_a_document_become_lines(tmp_path: Path) -> None:
    records = [anthropic(f"r{number}", user="two\nlines") for number in range(4)]
    file = tmp_path / "job.json"
    file.write_text(json.dumps({"requests": records}, indent=2), encoding="utf-8")
    planned = written(tmp_path / "plan", file)
    assert [json.loads(line) for each in planned for line in each] == records


@pytest.mark.parametrize(
    ("records", "message"),
    [
        pytest.param([anthropic("a"), anthropic("a")], "ids are used more than once", id="repeated id"),
        pytest.param([anthropic("a", stream=True)], "a request has a fault", id="rejected parameter"),
        pytest.param([anthropic("a"), anthropic("no blanks"), anthropic("é")], "2 requests have faults", id="ids"),
    ],
)
def test_a_job_that_no_order_mends_is_refused(tmp_path: Path, records: list[object], message: str) -> None:
    file = tmp_path / "job.jsonl"
    file.write_bytes(lines(records))
    with pytest.raises(UserError, match=message):
        plan(batch(file))


def test_two_formats_are_no_job(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_bytes(lines([anthropic("a")]))
    two.write_bytes(lines([openai("b")]))
    with pytest.raises(UserError, match="anthropic, openai"):
        plan(batch(one, two))
