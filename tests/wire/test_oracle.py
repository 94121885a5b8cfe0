"""The oracle itself: what it takes for the same prefix, and the worlds that programs see."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from wire.program import Program
from wire.rendering import rendered
from wire.truth import Verdict, truth
from wire.worlds import HERE

if TYPE_CHECKING:
    from pathlib import Path

    from wire.rendering import Piece
    from wire.worlds import Oracle

LONG = "Read the whole ticket before you choose a team.\n" * 90
MARK = {"cache_control": {"type": "ephemeral"}}


def text(words: str, *, mark: bool = False) -> dict[str, object]:
    return {"type": "text", "text": words, **(MARK if mark else {})}


def claude(system: object, *turns: object, **rest: object) -> tuple[Piece, ...]:
    """A request to Anthropic; the turns are the user's and the assistant's by turns."""
    messages = [{"role": ("user", "assistant")[at % 2], "content": turn} for at, turn in enumerate(turns)]
    return rendered({"system": system, "messages": messages, **rest})


def verdict(one: tuple[Piece, ...], other: tuple[Piece, ...]) -> Verdict:
    """The verdict on two requests of one day, which say the same elsewhere."""
    return truth([one], [other], [one], alone=False).verdict


TOOLS = [{"name": "one", "description": "1"}, {"name": "two", "description": "2"}]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(claude(LONG, "a"), claude(LONG, "a"), Verdict.STABLE, id="the same"),
        pytest.param(claude(LONG, "a"), claude(LONG, "b"), Verdict.STABLE, id="another question"),
        pytest.param(claude(LONG + "9:14", "a"), claude(LONG + "9:15", "b"), Verdict.STABLE, id="a clock at the end"),
        pytest.param(claude("9:14 " + LONG, "a"), claude("9:15 " + LONG, "a"), Verdict.BREAKS, id="a clock in front"),
        pytest.param(claude("9:14", "a"), claude("9:15", "b"), Verdict.STABLE, id="nothing at stake"),
        pytest.param(
            claude([text(LONG + "9:14", mark=True)], "a"),
            claude([text(LONG + "9:15", mark=True)], "a"),
            Verdict.BREAKS,
            id="a clock at the end of a marked block",
        ),
        pytest.param(
            claude([text(LONG, mark=True), text("9:14")], "a"),
            claude([text(LONG, mark=True), text("9:15")], "a"),
            Verdict.STABLE,
            id="a clock behind the mark",
        ),
        pytest.param(
            claude(LONG, [text("a", mark=True)]), claude(LONG, [text("b", mark=True)]), Verdict.BREAKS, id="one mark"
        ),
        pytest.param(
            claude([text(LONG, mark=True)], [text("a", mark=True)]),
            claude([text(LONG, mark=True)], [text("b", mark=True)]),
            Verdict.STABLE,
            id="a mark that rolls behind one that stays",
        ),
        pytest.param(claude(LONG, "a"), claude(LONG, "a", "b", "c"), Verdict.STABLE, id="a conversation that grows"),
        pytest.param(
            claude("s", "a", LONG, "b"), claude("s", "b", LONG, "c"), Verdict.BREAKS, id="a conversation cut in front"
        ),
        pytest.param(
            claude(LONG, "a", tools=TOOLS), claude(LONG, "a", tools=TOOLS[::-1]), Verdict.BREAKS, id="order of tools"
        ),
        pytest.param(
            rendered({"tools": [{"a": 1, "b": 2}], "instructions": LONG, "input": "a"}),
            rendered({"tools": [{"b": 2, "a": 1}], "instructions": LONG, "input": "a"}),
            Verdict.BREAKS,
            id="order of keys",
        ),
        pytest.param(
            rendered({"messages": [{"role": "developer", "content": LONG}, {"role": "user", "content": "a"}]}),
            rendered({"messages": [{"role": "system", "content": LONG}, {"role": "user", "content": "b"}]}),
            Verdict.STABLE,
            id="two words for the system",
        ),
    ],
)
def test_two_requests(one: tuple[Piece, ...], other: tuple[Piece, ...], expected: Verdict) -> None:
    assert verdict(one, other) is expected


def test_a_date_drifts() -> None:
    monday, tuesday = claude("Monday " + LONG, "a"), claude("Tuesday " + LONG, "a")
    assert truth([monday], [monday], [tuesday], alone=False).verdict is Verdict.DRIFTS


def test_a_service_is_compared_with_itself() -> None:
    runs = [[claude(f"{run} {LONG}", "a"), claude(f"{run} {LONG}", "b")] for run in range(3)]
    assert truth(*runs, alone=True).verdict is Verdict.STABLE
    assert truth(*runs, alone=False).verdict is Verdict.BREAKS


def test_a_close_call_is_no_verdict() -> None:
    with pytest.raises(AssertionError, match="too close to call"):
        verdict(claude("9:14 " + LONG[:800], "a"), claude("9:15 " + LONG[:800], "a"))


WORLD = """\
import datetime, glob, json, os, pathlib, platform, random, socket, sys, time, uuid
import openai
seen = {
    "second": [
        f"{datetime.datetime.now():%S}", f"{datetime.datetime.utcnow():%S}", time.strftime("%S"), time.ctime()[17:19],
        str(int(time.time() % 60)), str(time.time_ns() // 10**9 % 60), time.asctime()[17:19],
    ],
    "day": [str(datetime.date.today()), str(datetime.datetime.today().date()), time.strftime("%Y-%m-%d")],
    "order": [
        os.listdir(), [entry.name for entry in os.scandir()], [path.name for path in pathlib.Path().iterdir()],
        glob.glob("*"), [path.name for path in pathlib.Path().glob("*")], sorted(os.walk("."))[0][2],
    ],
    "set": list({"one", "two", "three", "four", "five", "six", "seven"}),
    "random": [uuid.uuid4().hex, random.random(), os.getpid(), repr(object())],
    "host": [socket.gethostname(), platform.node(), os.getcwd(), os.path.expanduser("~"), os.environ["USER"]],
    "input": [sys.argv[1], sys.stdin.read()],
    "settings": os.environ["COMPANY_NAME"],
}
openai.OpenAI().responses.create(model="any", input=json.dumps(seen))
"""


def test_the_worlds_differ_in_what_they_should(tmp_path: Path, oracle: Oracle) -> None:
    folder = tmp_path / "probe"
    folder.mkdir()
    (folder / "main.py").write_text(WORLD)
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).touch()
    here, again, elsewhere = (json.loads(str(body["input"])) for (body,) in oracle.sent(Program(folder)))
    assert {key for key in here if here[key] == again[key]} == {"day", "host", "settings"}
    assert {key for key in here if here[key] == elsewhere[key]} == {"settings"}
    assert set(here["day"]) == {HERE.moment.date().isoformat()}
    assert all(re.fullmatch(r"2[2-9]", second) for second in here["second"])
    assert all(listing == ["a.txt", "b.txt", "c.txt", "main.py"] for listing in here["order"])
    assert all(listing == ["main.py", "c.txt", "b.txt", "a.txt"] for listing in again["order"][:5])
