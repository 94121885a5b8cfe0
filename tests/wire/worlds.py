"""The three worlds in which a program is run, and the processes that run it there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from wire.rendering import rendered
from wire.rows import TICKETS
from wire.truth import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wire.answers import Json
    from wire.program import Program
    from wire.recorder import Recorder
    from wire.runner import Job, Result


@dataclass(frozen=True, slots=True)
class World:
    """What differs between two runs of a program besides its input."""

    name: str
    seed: str  # PYTHONHASHSEED
    moment: datetime
    machine: str
    backwards: bool


# One day on one machine, and another day of another week, month and year on another machine.
HERE = World("here", "1", datetime(2026, 11, 3, 9, 14, 22, tzinfo=UTC), "amber", backwards=False)
AGAIN = World("again", "2", datetime(2026, 11, 3, 15, 51, 47, tzinfo=UTC), "amber", backwards=True)
ELSEWHERE = World("elsewhere", "2", datetime(2027, 1, 6, 20, 38, 5, tzinfo=UTC), "basalt", backwards=True)
WORLDS = (HERE, AGAIN, ELSEWHERE)


@dataclass(frozen=True)
class Oracle:
    """Runs programs against a recorder; a runner for each hash seed, since that is fixed as a process starts."""

    recorder: Recorder
    runners: dict[str, subprocess.Popen[str]]
    root: Path

    def truth(self, program: Program) -> Truth:
        """What three runs of a program show."""
        here, again, elsewhere = ([rendered(body) for body in bodies] for bodies in self.sent(program))
        assert here, f"{program.name} sends nothing"
        assert len(here) > 1 or not program.is_service, f"{program.name} serves one request only"
        return truth(here, again, elsewhere, alone=program.is_service)

    def sent(self, program: Program) -> tuple[list[Json], ...]:
        """What a program sends in each of the worlds."""
        for world in WORLDS:  # all are on their way before the first is awaited
            job = self._job(program, world)
            print(json.dumps(job), file=_pipe(self.runners[world.seed].stdin), flush=True)
        for world in WORLDS:
            result: Result = json.loads(_pipe(self.runners[world.seed].stdout).readline())
            assert result["status"] == 0, f"{program.name} failed {world.name}:\n{result['output']}"
        return tuple(self.recorder.bodies(_client(program, world)) for world in WORLDS)

    def _job(self, program: Program, world: World) -> Job:
        home = self.root / world.machine
        folder = home / program.name
        if not folder.exists():
            program.write_to(folder)
        rows = TICKETS[world.name]
        return {
            "main": str(folder / "main.py"),
            "argv": [argument.format_map(rows.first) for argument in program.argv],
            "stdin": rows.written(program.stdin),
            "env": {
                "HOME": str(home),
                "USER": f"{world.machine}-user",
                **_addresses(f"{self.recorder.address}/{_client(program, world)}"),
            },
            "moment": world.moment.timestamp(),
            "host": world.machine,
            "backwards": world.backwards,
        }


def _client(program: Program, world: World) -> str:
    return f"{program.name}-{world.name}"


def _addresses(url: str) -> dict[str, str]:
    return {"ANTHROPIC_BASE_URL": url, "OPENAI_BASE_URL": f"{url}/v1", "AZURE_OPENAI_ENDPOINT": url}


def _pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None
    return end


# What a deployment sets, the same on every day and machine.
SETTINGS = {
    "ANTHROPIC_API_KEY": "a-key",
    "OPENAI_API_KEY": "a-key",
    "AZURE_OPENAI_API_KEY": "a-key",
    "OPENAI_API_VERSION": "2026-01-01",
    "COMPANY_NAME": "Hollis Outdoor",
    "SUPPORT_EMAIL": "help@hollis.example",
    "REGION": "eu-central",
}
PYTHON = {"TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH")


@contextmanager
def watching(recorder: Recorder, root: Path) -> Iterator[Oracle]:
    """An oracle with its runners."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    common = kept | SETTINGS | PYTHON | _addresses(f"{recorder.address}/warm-up")
    runners = {
        seed: subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("runner.py"))],
            env=common | {"PYTHONHASHSEED": seed},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in sorted({world.seed for world in WORLDS})
    }
    try:
        yield Oracle(recorder, runners, root)
    finally:
        for runner in runners.values():
            runner.communicate()
