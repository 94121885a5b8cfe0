"""Runs programs, each in a process of its own, under a clock, a machine and a directory order that the job names.

Started as a script. The SDKs take seconds until they can send, so on Linux they are warmed up once and
each job is a fork of that; elsewhere each job is a new process.
"""

from __future__ import annotations

import datetime as dt
import glob
import io
import json
import os
import pathlib
import platform
import runpy
import signal
import socket
import subprocess
import sys
import time
import traceback
from contextlib import ExitStack
from functools import wraps
from typing import TYPE_CHECKING, Self, TextIO, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SECONDS = 30


class Job(TypedDict):
    """One program, what it is given, and the world that it sees."""

    main: str
    argv: list[str]
    stdin: str
    env: dict[str, str]
    moment: float  # what the clock shows as the program starts
    host: str
    backwards: bool  # whether directories are listed in descending order


class Result(TypedDict):
    """What a program wrote, and its exit status."""

    status: int
    output: str


def set_clock(moment: float) -> None:
    """Let every clock of the standard library show another moment, and go on from there."""
    real = time.time
    offset = moment - real()

    def now() -> float:
        return real() + offset

    def nanoseconds() -> int:
        return int(now() * 1e9)

    class Date(dt.date):
        @classmethod
        def today(cls) -> Self:
            return cls.fromtimestamp(now())

    class Datetime(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Self:
            return cls.fromtimestamp(now(), tz)

        @classmethod
        def today(cls) -> Self:
            return cls.fromtimestamp(now())

        @classmethod
        def utcnow(cls) -> Self:
            return cls.fromtimestamp(now(), dt.UTC).replace(tzinfo=None)

    vars(dt).update(date=Date, datetime=Datetime)
    vars(time).update(time=now, time_ns=nanoseconds)
    for name in ("localtime", "gmtime", "ctime"):
        vars(time)[name] = _at_present(vars(time)[name], 0, now)
    for name, position in (("asctime", 0), ("strftime", 1)):
        vars(time)[name] = _at_present(vars(time)[name], position, vars(time)["localtime"])


def _at_present(function: Callable[..., object], position: int, now: Callable[[], object]) -> Callable[..., object]:
    """A function that takes the present where its last argument is left out."""

    @wraps(function)
    def call(*args: object) -> object:
        return function(*args, now()) if len(args) == position else function(*args)

    return call


def set_order(*, backwards: bool) -> None:
    """List directories in ascending or in descending order: a file system may do either."""

    def ordered(listing: Callable[..., Iterable[object]]) -> Callable[..., Iterable[object]]:
        @wraps(listing)
        def call(*args: object, **options: object) -> Iterable[object]:
            found = sorted(listing(*args, **options), key=str, reverse=backwards)
            return found if listing in lists else iter(found)

        return call

    lists = (os.listdir, glob.glob)
    real = os.scandir

    class Entries(ExitStack):
        """What `os.scandir` gives: an iterator that can be closed."""

        def __init__(self, path: str = ".") -> None:
            super().__init__()
            with real(path) as entries:
                self._entries = iter(sorted(entries, key=lambda entry: entry.name, reverse=backwards))

        def __iter__(self) -> Self:
            return self

        def __next__(self) -> os.DirEntry[str]:
            return next(self._entries)

    vars(os).update(listdir=ordered(os.listdir), scandir=Entries)
    vars(glob).update(glob=ordered(glob.glob), iglob=ordered(glob.iglob))
    for name in ("glob", "rglob", "iterdir"):
        setattr(pathlib.Path, name, ordered(vars(pathlib.Path)[name]))


def set_machine(host: str) -> None:
    """Give the machine a name."""
    vars(socket).update(gethostname=lambda: host, getfqdn=lambda name="": name or host)
    vars(platform).update(node=lambda: host)


def perform(job: Job) -> Result:
    """Run a program in this process, which is of no use for anything else afterwards."""
    folder = str(pathlib.Path(job["main"]).parent)
    os.environ.update(job["env"])
    os.chdir(folder)
    set_clock(job["moment"])
    set_order(backwards=job["backwards"])
    set_machine(job["host"])
    sys.argv = [job["main"], *job["argv"]]
    sys.path.insert(0, folder)
    sys.stdin = io.TextIOWrapper(io.BytesIO(job["stdin"].encode()))
    sys.stdout = sys.stderr = output = io.StringIO()
    status = 0
    try:
        runpy.run_path(job["main"], run_name="__main__")
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:  # noqa: BLE001 whatever a program dies of belongs in the report
        traceback.print_exc(file=output)
        status = 1
    return {"status": status, "output": output.getvalue()}


def perform_apart(job: Job, channel: TextIO) -> None:
    """Run a program in a new process, and report."""
    if sys.platform != "linux":
        done = subprocess.run(
            [sys.executable, __file__, "--once"],
            input=json.dumps(job),
            stdout=subprocess.PIPE,
            text=True,
            timeout=SECONDS,
            check=True,
        )
        _report(channel, json.loads(done.stdout))
        return
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        _report(channel, perform(job))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        _report(channel, {"status": 1, "output": f"ended by signal {os.WTERMSIG(status)}"})


def _report(channel: TextIO, result: Result) -> None:
    channel.write(json.dumps(result) + "\n")
    channel.flush()


def warm_up() -> None:
    """Import the SDKs and let them build the types of their answers, so that the jobs need not."""
    import anthropic
    import openai

    with anthropic.Anthropic() as client:
        client.messages.create(model="any", max_tokens=1, messages=[{"role": "user", "content": "Hello"}])
    with openai.OpenAI() as other:
        other.chat.completions.create(model="any", messages=[{"role": "user", "content": "Hello"}])
        other.responses.create(model="any", input="Hello")


def main() -> None:
    """Perform the jobs that come in, one a line."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if "--once" in sys.argv:
        _report(channel, perform(json.load(sys.stdin)))
        return
    if sys.platform == "linux":
        warm_up()
    for line in sys.stdin:
        perform_apart(json.loads(line), channel)


if __name__ == "__main__":
    main()
