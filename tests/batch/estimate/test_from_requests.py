"""Estimates of request files: what is shared is found in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from promptlint.batch.estimate.estimate import estimate
from promptlint.batch.estimate.from_requests import Sent, jobs_of_files
from promptlint.batch.requests.files import RequestFiles
from promptlint.batch.requests.gather import Input, read_files
from promptlint.cli import exit_status
from promptlint.config import Config
from promptlint.config_costs import RouteSettings
from promptlint.errors import UserError
from promptlint.tokens import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from promptlint.batch.estimate.job import Job

HAIKU = "claude-haiku-4-5"
SENT = Sent(Bounds(100, 200))


def policy(number: int) -> str:
    return f"Policy {number}. " + "The rules of this policy apply to each record in the list. " * 400


def request(number: int, system: str, model: str | None = HAIKU, ttl: str | None = "1h") -> dict[str, Any]:
    block: dict[str, Any] = {"type": "text", "text": system}
    if ttl:
        block["cache_control"] = {"type": "ephemeral", "ttl": ttl}
    params = {"max_tokens": 99, "system": [block], "messages": [{"role": "user", "content": f"Record {number}"}]}
    return {"custom_id": f"r{number}", "params": params | ({"model": model} if model else {})}


def jobs(
    tmp_path: Path, records: Iterable[dict[str, Any]], sent: Sent = SENT, config: Config | None = None
) -> list[Job]:
    file = tmp_path / "requests.jsonl"
    file.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    files = RequestFiles(read_files([Input(file, "requests.jsonl")]))
    return list(jobs_of_files(files, "requests.jsonl", sent, config or Config()))


def test_prefixes_and_what_each_request_has_of_its_own(tmp_path: Path) -> None:
    [job] = jobs(tmp_path, [request(number, policy(number // 50)) for number in range(100)])
    assert [(part.requests, part.runs) for part in job.parts] == [(50, 1), (50, 1)]
    assert [part.prefix.narrow for part in job.parts] == pytest.approx([len(policy(0))] * 2, abs=80)
    assert all(0 < part.rest.narrow < 400 for part in job.parts)
    assert (job.requests, job.prefixes, job.model, job.ttl) == (100, 2, HAIKU, "1h")


def test_interleaved_requests_are_told_to_be_put_in_order(tmp_path: Path) -> None:
    [job] = jobs(tmp_path, [request(number, policy(number % 2)) for number in range(100)])
    assert [part.runs for part in job.parts] == [50, 50]
    assert [line for line in estimate(job).verdict.advice if "promptlint batch plan" in line]
    [ordered] = jobs(tmp_path, [request(number, policy(number // 50)) for number in range(100)])
    assert not [line for line in estimate(ordered).verdict.advice if "promptlint batch plan" in line]


def test_a_job_for_each_model(tmp_path: Path) -> None:
    models = ("claude-haiku-4-5", "claude-sonnet-5-5")
    found = jobs(tmp_path, [request(number, policy(0), models[number % 2]) for number in range(20)])
    assert [(job.name, job.model, job.requests) for job in found] == [
        ("requests.jsonl (claude-haiku-4-5)", "claude-haiku-4-5", 10),
        ("requests.jsonl (claude-sonnet-5-5)", "claude-sonnet-5-5", 10),
    ]


def test_many_prefixes_are_added_up(tmp_path: Path) -> None:
    [job] = jobs(tmp_path, [request(number, policy(number // 4)) for number in range(200)])
    assert job.requests == 200
    assert job.prefixes == 50
    assert job.parts[-1].name == "30 more prefixes"
    reads = estimate(job).figures.reuse.reads
    # Each of 50 prefixes has 4 requests, one of which is sent first: of 3, 30 % is none, and 3 at most.
    assert (reads.low, reads.high) == (0, 150)


def test_requests_that_share_nothing(tmp_path: Path) -> None:
    [job] = jobs(tmp_path, [request(number, policy(number), ttl=None) for number in range(5)])
    assert (job.prefixes, job.requests) == (0, 5)
    found = estimate(job)
    assert found.verdict.choice.value == "batch only"
    assert found.figures.prefix_ratio.high == 0


def test_text_that_is_not_ascii_counts_wide(tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    rows = [json.dumps(request(number, policy(0)) | {"note": "漢" * 1000}, ensure_ascii=False) for number in range(3)]
    file.write_text("\n".join(rows), encoding="utf-8")
    [job] = jobs_of_files(RequestFiles(read_files([Input(file, "x")])), "x", SENT, Config())
    assert job.parts[0].rest.wide == 1000


def test_marks_and_options(tmp_path: Path) -> None:
    [short] = jobs(tmp_path, [request(number, policy(0), ttl="1h" if number else "5m") for number in range(4)])
    assert short.ttl == "5m"
    [none] = jobs(tmp_path, [request(number, policy(0), ttl=None) for number in range(4)])
    assert none.ttl is None
    assert [note for note in none.notes if "no cache mark" in note]
    [told] = jobs(
        tmp_path, [request(number, policy(0)) for number in range(4)], Sent(Bounds(1, 1), ttl="5m", deadline=60)
    )
    assert (told.ttl, told.deadline) == ("5m", 60)


def test_a_route_by_the_path_of_the_file(tmp_path: Path) -> None:
    config = Config(route=(RouteSettings(("requests*",), ("claude-haiku-5-5",)),))
    [job] = jobs(tmp_path, [request(number, policy(0)) for number in range(4)], config=config)
    assert job.route == config.route[0]


def test_requests_without_a_model(tmp_path: Path) -> None:
    records = [request(number, policy(0), None) for number in range(4)]
    with pytest.raises(UserError, match="its requests name no model"):
        jobs(tmp_path, records)
    [job] = jobs(tmp_path, records, Sent(Bounds(1, 1), model=HAIKU))
    assert job.model == HAIKU


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param([], "requests.jsonl: the estimate needs --output-tokens", id="no answers"),
        pytest.param(
            ["--output-tokens", "9", "--requests", "9"], "--requests: request files say themselves", id="counted"
        ),
        pytest.param(["other.jsonl", "--output-tokens", "9"], "not a request file of a batch", id="no requests"),
    ],
)
def test_what_the_caller_can_mend(
    args: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    jobs(tmp_path, [request(number, policy(0)) for number in range(4)])
    (tmp_path / "other.jsonl").write_text('{"text": "no request"}\n')
    assert exit_status(["estimate", "requests.jsonl", *args]) == 2
    assert message in capsys.readouterr().err


def test_files_and_documents_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    jobs(tmp_path, [request(number, policy(0)) for number in range(4)])
    (tmp_path / "document.json").write_text(
        json.dumps({"requests": [request(number, policy(0)) for number in range(6)]})
    )
    for name, count in (("requests.jsonl", 4), ("document.json", 6)):
        assert exit_status(["estimate", name, "--output-tokens", "9", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["jobs"][0]["requests"] == count
