from __future__ import annotations

import sys
from datetime import UTC, datetime
from pkgutil import resolve_name

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.ir import Nature, Stability
from promptlint.link.python.tables import sources
from promptlint.link.python.tables.sources import (
    Row,
    Source,
    of_attribute,
    of_builtin,
    of_call,
    of_generator,
    of_item,
    of_method,
    of_slice,
    type_of_annotation,
    type_of_call,
)

Level = tuple[Stability, Nature]
CLOCK = (Stability.VOLATILE, Nature.CLOCK)
CALENDAR = (Stability.DAILY, Nature.CALENDAR)
RANDOM = (Stability.VOLATILE, Nature.RANDOM)
UNORDERED = (Stability.VOLATILE, Nature.UNORDERED)
MACHINE = (Stability.DEPLOY, Nature.MACHINE)
SETTING = (Stability.DEPLOY, Nature.PLAIN)
LIVE = (Stability.SESSION, Nature.LIVE)
SERVED = (Stability.SESSION, Nature.UNORDERED)
COUNTER = (Stability.VOLATILE, Nature.COUNTER)
NUMBER = (Stability.VOLATILE, Nature.PLAIN)
REQUEST = (Stability.REQUEST, Nature.PLAIN)
UNKNOWN = (Stability.UNKNOWN, Nature.CLOCK)
CONSTANT = (Stability.CONSTANT, Nature.PLAIN)


def level(source: Source | None) -> Level | None:
    return (source.stability, source.nature) if source is not None else None


CALLS = {
    CLOCK: "datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today time.time time.time_ns time.ctime"
    " time.localtime pandas.Timestamp.now pendulum.now arrow.utcnow django.utils.timezone.now",
    CALENDAR: "datetime.date.today pendulum.today django.utils.timezone.localdate",
    RANDOM: "uuid.uuid1 uuid.uuid4 random.choice random.random random.sample secrets.token_hex numpy.random.rand"
    " os.urandom tempfile.mkdtemp random.Random numpy.random.default_rng",
    UNORDERED: "os.listdir os.scandir os.walk glob.glob glob.iglob pathlib.Path.iterdir asyncio.as_completed"
    " concurrent.futures.as_completed",
    MACHINE: "os.getcwd socket.gethostname getpass.getuser platform.node platform.uname"
    " pathlib.Path.cwd pathlib.Path.home",
    LIVE: "subprocess.run subprocess.check_output subprocess.getoutput os.popen git.Repo",
    SERVED: "langchain_mcp_adapters.tools.load_mcp_tools mcp.ClientSession.list_tools",
    COUNTER: "itertools.count",
    NUMBER: "os.getpid threading.get_ident",
    SETTING: "os.getenv os.environ.get decouple.config importlib.metadata.version tzlocal.get_localzone"
    " platform.system platform.release platform.platform platform.version distro.name os.cpu_count",
    REQUEST: "click.prompt streamlit.chat_input",
}


@pytest.mark.parametrize(("name", "expected"), [(name, is_) for is_, names in CALLS.items() for name in names.split()])
def test_calls_that_vary(name: str, expected: Level) -> None:
    assert level(of_call(name)) == expected


@pytest.mark.parametrize(
    "name",
    (
        "datetime.datetime datetime.date datetime.datetime.strptime datetime.datetime.fromisoformat"
        " datetime.timedelta now time uuid.UUID uuid.uuid5 random.seed numpy.random.seed numpy.array os.path.join"
        " os.makedirs asyncio.gather asyncio.sleep json.dumps sorted textwrap.dedent pathlib.Path zoneinfo.ZoneInfo"
        " requests.get httpx.post platform randomly.choice myrandom.choice glob sys.exit time.sleep"
    ).split(),
)
def test_calls_that_bring_in_nothing(name: str) -> None:
    assert level(of_call(name)) in (None, CONSTANT)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("os.environ", SETTING),
        ("sys.platform", SETTING),
        ("django.conf.settings.SITE_NAME", SETTING),
        ("flask.request.json", REQUEST),
        ("flask.request", REQUEST),
        ("os.path", None),
        ("sys.stdout", None),
        ("string.ascii_letters", None),
        ("math.pi", None),
    ],
)
def test_attributes_of_modules(name: str, expected: Level | None) -> None:
    assert level(of_attribute(name)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("set", UNORDERED),
        ("frozenset", UNORDERED),
        ("input", REQUEST),
        ("id", NUMBER),
        ("hash", NUMBER),
        ("dict", None),
        ("sorted", None),
        ("list", None),
        ("len", None),
    ],
)
def test_builtins(name: str, expected: Level | None) -> None:
    assert level(of_builtin(name)) == expected


def test_what_a_process_keeps() -> None:
    assert all(each is not None and each.once for each in (of_builtin("hash"), of_call("os.getpid")))
    assert all(each is not None and not each.once for each in (of_call("time.time"), of_builtin("set")))


# ---------------------------------------------------------------- clocks


@pytest.mark.parametrize(
    ("text", "expected", "grain"),
    [
        ("%Y-%m-%d", CALENDAR, "day"),
        ("%A, %B %-d, %Y", CALENDAR, "day"),
        ("%Y-%m", CALENDAR, "month"),
        ("%B %Y", CALENDAR, "month"),
        ("Year %Y", CALENDAR, "year"),
        ("%Y-%m-%d %Z", CALENDAR, "day"),
        ("%Y-%m-%d %H:%M", CLOCK, ""),
        ("%H", CLOCK, ""),
        ("%I %p", CLOCK, ""),
        ("%c", CLOCK, ""),
        ("%Y%m%dT%H%M%SZ", CLOCK, ""),
        ("%Z", MACHINE, "time zone"),
        ("%z", MACHINE, "time zone"),
        ("%:z", MACHINE, "time zone"),
        ("%Ey", UNKNOWN, ""),
        ("100%%", CONSTANT, ""),
        ("at noon", CONSTANT, ""),
        (None, UNKNOWN, ""),
    ],
)
def test_a_format_decides_what_is_left_of_a_clock(text: str | None, expected: Level, grain: str) -> None:
    by_method = of_method("datetime", "strftime", (text,))
    assert by_method is not None
    assert (level(by_method), by_method.grain, by_method.narrows) == (expected, grain, True)
    assert level(of_method("struct_time", "strftime", (text,))) == expected
    assert level(of_call("time.strftime", (text,))) == expected


def test_a_moment_that_is_given_varies_by_itself() -> None:
    now, given_one = of_call("time.strftime", ("%H:%M",)), of_call("time.strftime", ("%H:%M", None))
    assert now is not None
    assert given_one is not None
    assert (now.narrows, given_one.narrows) == (False, True)
    clock, given_moment = of_call("time.localtime"), of_call("time.localtime", (None,))
    assert clock is not None
    assert given_moment is not None
    assert (clock.narrows, given_moment.narrows) == (False, True)


DIRECTIVES = "aAwdbBmyYHIpMSfjUWcxXGuVzZ%"
EARLY, LATE = (datetime(2025, 3, 3, 1, 2, 3, 4, UTC), datetime(2025, 3, 3, 14, 15, 16, 17, UTC))
SAME_MONTH = datetime(2025, 3, 25, 1, 2, 3, 4, UTC)
SAME_YEAR = datetime(2025, 11, 25, 1, 2, 3, 4, UTC)


@given(st.lists(st.sampled_from([*(f"%{one}" for one in DIRECTIVES), "-", " at ", "day"]), max_size=5).map("".join))
def test_formats_do_as_they_are_said_to(text: str) -> None:
    source = of_method("datetime", "strftime", (text,))
    assert source is not None
    within_a_day = EARLY.strftime(text) == LATE.strftime(text)
    assert within_a_day is (source.nature is not Nature.CLOCK)
    if source.grain in ("month", "year"):
        assert EARLY.strftime(text) == SAME_MONTH.strftime(text)
    if source.grain == "year":
        assert EARLY.strftime(text) == SAME_YEAR.strftime(text)


@pytest.mark.parametrize(
    ("kind", "method", "formats", "expected"),
    [
        pytest.param("datetime", "date", (), CALENDAR, id="the date"),
        pytest.param("datetime", "year", (), CALENDAR, id="the year"),
        pytest.param("datetime", "weekday", (), CALENDAR, id="the weekday"),
        pytest.param("datetime", "isocalendar", (), CALENDAR, id="the week"),
        pytest.param("datetime", "hour", (), None, id="the hour"),
        pytest.param("datetime", "time", (), None, id="the time"),
        pytest.param("datetime", "isoformat", (), CLOCK, id="ISO form"),
        pytest.param("datetime", "__str__", (), CLOCK, id="as text"),
        pytest.param("datetime", "__format__", ("%Y",), CALENDAR, id="format spec"),
        pytest.param("datetime", "__format__", ("",), None, id="empty format spec"),
        pytest.param("datetime", "format", ("YYYY-MM-DD",), CALENDAR, id="tokens of a day"),
        pytest.param("datetime", "format", ("YYYY-MM-DD HH:mm",), CLOCK, id="tokens of a minute"),
        pytest.param("datetime", "format", ("[Today is] dddd",), CALENDAR, id="words beside tokens"),
        pytest.param("datetime", "to_date_string", (), CALENDAR, id="of Pendulum"),
        pytest.param("datetime", "astimezone", (None,), None, id="another zone"),
        pytest.param("datetime", "timestamp", (), None, id="as a number"),
        pytest.param("datetime", "tzname", (), MACHINE, id="name of the zone"),
        pytest.param("datetime", "replace", ("hour", "minute", "second", "microsecond"), CALENDAR, id="midnight"),
        pytest.param("datetime", "replace", ("hour", "minute"), None, id="the second stays"),
        pytest.param("datetime", "replace", ("tzinfo",), None, id="zone replaced"),
        pytest.param("datetime", "floor", ("day",), CALENDAR, id="cut to a day"),
        pytest.param("datetime", "floor", ("hour",), None, id="cut to an hour"),
        pytest.param("date", "isoformat", (), None, id="a date as text"),
        pytest.param("date", "year", (), None, id="the year of a date"),
        pytest.param("struct_time", "tm_year", (), CALENDAR, id="the year of a struct"),
        pytest.param("struct_time", "tm_hour", (), None, id="the hour of a struct"),
        pytest.param("timedelta", "days", (), CALENDAR, id="days since"),
        pytest.param("timedelta", "total_seconds", (), None, id="seconds since"),
        pytest.param("path", "iterdir", (), UNORDERED, id="listed"),
        pytest.param("path", "rglob", ("*.md",), UNORDERED, id="found below"),
        pytest.param("path", "read_text", (), None, id="read"),
        pytest.param("path", "name", (), None, id="name of a file"),
        pytest.param("", "iterdir", (), UNORDERED, id="listed, of an unknown type"),
        pytest.param("pkg.Pool", "imap_unordered", (), UNORDERED, id="as they finish"),
        pytest.param("", "list_tools", (), SERVED, id="tools of a server"),
        pytest.param("", "get", (), None, id="nothing telling"),
        pytest.param("set", "pop", (), UNORDERED, id="any element"),
        pytest.param("set", "union", (), None, id="still a set"),
        pytest.param("random", "choice", (), None, id="as random as its generator"),
        pytest.param("environ", "get", ("HOME",), None, id="a variable"),
        pytest.param("process", "stdout", (), None, id="output"),
        pytest.param("uuid", "hex", (), None, id="as text"),
    ],
)
def test_methods(kind: str, method: str, formats: tuple[str | None, ...], expected: Level | None) -> None:
    assert level(of_method(kind, method, formats)) == expected


def test_parts_of_a_clock_never_vary_more_than_the_clock() -> None:
    asked = [of_method("datetime", each) for each in ("date", "year", "isoformat", "tzinfo", "strftime")]
    assert [each.narrows for each in asked if each is not None] == [True] * 5
    listed = of_method("path", "iterdir")
    assert listed is not None
    assert not listed.narrows


@pytest.mark.parametrize(
    ("stop", "grain"),
    [(10, "day"), (7, "month"), (4, "year"), (16, None), (19, None), (None, None), (-7, None), (0, None)],
)
def test_the_beginning_of_the_iso_form_is_a_date(stop: int | None, grain: str | None) -> None:
    iso = of_method("datetime", "isoformat")
    assert iso is not None
    found = of_slice(iso.type, stop)
    assert (found.grain if found is not None else None) == grain
    if grain is not None:
        assert level(found) == CALENDAR
        assert EARLY.isoformat()[:stop] == LATE.isoformat()[:stop]


def test_only_the_text_of_a_clock_is_cut() -> None:
    assert of_slice("path", 4) is None
    assert of_slice("", 10) is None


def test_the_iso_form_taken_apart() -> None:
    iso = of_method("datetime", "isoformat")
    assert iso is not None
    halves = of_method(iso.type, "split", ("T",))
    assert halves is not None
    assert level(of_item(halves.type, 0)) == CALENDAR
    assert of_item(halves.type, 1) is None
    assert of_method(iso.type, "split", (".",)) is None


@pytest.mark.parametrize(("index", "expected"), [(0, CALENDAR), (1, CALENDAR), (2, CALENDAR), (3, None), (6, CALENDAR)])
def test_elements_of_a_struct(index: int, expected: Level | None) -> None:
    assert level(of_item("struct_time", index)) == expected
    if expected == CALENDAR:
        assert EARLY.timetuple()[index] == LATE.timetuple()[index]


# ---------------------------------------------------------------- others


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("git status", LIVE),
        ("ls -la", LIVE),
        (None, LIVE),
        ("", LIVE),
        ("uname -a", MACHINE),
        ("hostname", MACHINE),
        ("uname -a | tail -1", LIVE),
        ("date", CLOCK),
        ("date +%F", CALENDAR),
        ("date '+%Y-%m-%d'", CALENDAR),
        ("date +%H:%M", CLOCK),
        ('date "+%Y-%m-%d %H:%M"', CLOCK),
        ("date -u +%Y", CALENDAR),
        ("date; ls", LIVE),
    ],
)
def test_commands_that_tell(command: str | None, expected: Level) -> None:
    assert level(of_call("subprocess.getoutput", (command,))) == expected


def test_generators_by_their_seed() -> None:
    drawn, seeded = of_call("random.Random"), of_generator("random.Random")
    assert drawn is not None
    assert seeded is not None
    assert (drawn.type, seeded.type) == ("random", "random")
    assert (level(drawn), level(seeded)) == (RANDOM, CONSTANT)
    assert of_generator("random.choice") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("datetime.datetime", "datetime"),
        ("datetime.datetime.fromtimestamp", "datetime"),
        ("datetime.datetime.combine", "datetime"),
        ("datetime.date", "date"),
        ("pathlib.Path", "path"),
        ("uuid.uuid5", "uuid"),
        ("uuid.uuid4", ""),
        ("datetime.datetime.now", ""),
        ("str", ""),
    ],
)
def test_calls_that_keep_what_they_are_given(name: str, expected: str) -> None:
    assert type_of_call(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("datetime", "datetime"),
        ("datetime.datetime", "datetime"),
        ("dt.datetime", "datetime"),
        ("datetime | None", "datetime"),
        ("None | datetime", "datetime"),
        ("Optional[datetime]", "datetime"),
        ("typing.Optional[datetime.date]", "date"),
        ("'datetime'", "datetime"),
        ("Path", "path"),
        ("set[str]", "set"),
        ("Set[str] | None", "set"),
        ("frozenset[str]", "set"),
        ("list[Path]", ""),
        ("dict[str, datetime]", ""),
        ("datetime | str", ""),
        ("time", ""),
        ("str", ""),
        ("Pathology", ""),
        ("", ""),
        ("[", ""),
    ],
)
def test_annotations(text: str, expected: str) -> None:
    assert type_of_annotation(text) == expected


TABLES = (sources.CALLS, sources.ATTRIBUTES, sources.BUILTINS, sources.METHODS)
ELSEWHERE = frozenset(("os.getrandom", "os.getuid", "sys.getwindowsversion", "time.tzset", "uuid.uuid6", "uuid.uuid7"))
NEWER = frozenset(("pathlib.Path.walk",)) if sys.version_info < (3, 12) else frozenset[str]()
NAMES = sorted(
    {
        name.removesuffix(".*")
        for rows in (sources.CALLS, sources.ATTRIBUTES)
        for row in rows
        for name in row.names.split()
    }
    | {name for names in sources.KEEPING.values() for name in names.split()}
    | sources.SEEDERS
    | sources.GENERATORS
)
OURS = [name for name in NAMES if name.split(".")[0] in sys.stdlib_module_names and name not in ELSEWHERE | NEWER]


@pytest.mark.parametrize("name", OURS)
def test_the_standard_library_has_it(name: str) -> None:
    owner, _, last = name.rpartition(".")
    assert hasattr(resolve_name(owner), last) if owner else resolve_name(name) is not None


@pytest.mark.parametrize("table", TABLES, ids=("calls", "attributes", "builtins", "methods"))
def test_no_name_stands_in_two_rows(table: tuple[Row, ...]) -> None:
    names = [name for row in table for name in row.names.split()]
    assert len(set(names)) == len(names)
