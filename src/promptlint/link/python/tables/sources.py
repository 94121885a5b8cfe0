"""What varies in Python programs: calls, attributes and methods of libraries, by their full dotted names.

A level that is wrong here is a false alarm there: what is not in the tables is left open.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.record import Record, dataclass
from promptlint.stability import is_daily_format

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Source(Record):
    """What a call, an attribute or a method gives.

    `type` says which methods the result has. `once`: the value is the same for as long as the process lives.
    `narrows`: the result is made of what was asked or given, so it never varies more than that does. `grain` names
    the finest part of a clock that is left: "day", "month", "year", "time zone".
    """

    stability: Stability
    nature: Nature = Nature.PLAIN
    type: str = ""
    once: bool = False
    narrows: bool = False
    grain: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Some names that give the same; a name that ends in `.*` stands for all that is beneath it."""

    names: str  # separated by spaces
    source: Source
    reason: str = ""


_CLOCK = Source(Stability.VOLATILE, Nature.CLOCK)
_TODAY = Source(Stability.DAILY, Nature.CALENDAR, grain="day")
_RANDOM = Source(Stability.VOLATILE, Nature.RANDOM)
_LISTING = Source(Stability.VOLATILE, Nature.UNORDERED, "listing")
_MACHINE = Source(Stability.DEPLOY, Nature.MACHINE, once=True)
_ZONE = replace(_MACHINE, narrows=True, grain="time zone")
_SETTING = Source(Stability.DEPLOY, once=True)
_LIVE = Source(Stability.SESSION, Nature.LIVE)
SERVED_TYPE = "tools of a server"
# What a middleware of LangChain is given: a request to a model, with the state of the conversation.
REQUESTED = "request to a model"
KEPT_TYPE = "kept beside messages"
_KEPT = Source(Stability.UNKNOWN, type=KEPT_TYPE)
# What Home Assistant gives to those who talk to a model, and what that offers it.
_CHAT_LOG, _LLM_API = "chat log of Home Assistant", "what Home Assistant offers a model"
_SERVED = Source(Stability.SESSION, Nature.UNORDERED, SERVED_TYPE)
_READING = Source(Stability.VOLATILE, Nature.LIVE)
_REQUEST = Source(Stability.REQUEST)
_SESSION = Source(Stability.SESSION)
_NUMBER = Source(Stability.VOLATILE, once=True)
_SEEDED = Source(Stability.CONSTANT, type="random", once=True)

CALLS = (
    Row(
        "datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today pandas.Timestamp.now"
        " pandas.Timestamp.today pandas.Timestamp.utcnow pendulum.now arrow.now arrow.utcnow arrow.Arrow.now"
        " arrow.Arrow.utcnow django.utils.timezone.now django.utils.timezone.localtime homeassistant.util.dt.now"
        " homeassistant.util.dt.utcnow frappe.utils.now_datetime email.utils.localtime whenever.Instant.now"
        " whenever.ZonedDateTime.now",
        replace(_CLOCK, type="datetime"),
    ),
    Row(
        "time.time time.time_ns time.monotonic time.monotonic_ns time.perf_counter time.perf_counter_ns"
        " time.process_time time.process_time_ns time.thread_time time.thread_time_ns",
        replace(_CLOCK, type="timestamp"),
    ),
    Row(
        "time.ctime time.asctime email.utils.formatdate frappe.utils.now babel.dates.format_datetime"
        " babel.dates.format_time",
        _CLOCK,
    ),
    Row(
        "humanize.naturaltime humanize.naturaldate timeago.format django.utils.timesince.timesince"
        " django.utils.timesince.timeuntil",
        _CLOCK,
        reason="how long ago a moment was, which is longer ago with every minute",
    ),
    Row("time.localtime time.gmtime", replace(_CLOCK, type="struct_time")),
    Row("datetime.date.today django.utils.timezone.localdate", replace(_TODAY, type="date")),
    Row(
        "pendulum.today pendulum.tomorrow pendulum.yesterday dateutil.utils.today",
        replace(_TODAY, type="datetime"),
        reason="midnight of a day",
    ),
    Row("frappe.utils.nowdate frappe.utils.today babel.dates.format_date", _TODAY),
    Row("uuid.uuid1 uuid.uuid4 uuid.uuid6 uuid.uuid7", replace(_RANDOM, type="uuid")),
    Row(
        "random.* secrets.* numpy.random.* os.urandom os.getrandom shortuuid.uuid shortuuid.random nanoid.generate"
        " ulid.new ulid.ULID bson.ObjectId bson.objectid.ObjectId cuid.cuid ksuid.ksuid torch.rand torch.randn"
        " torch.randint torch.randperm tempfile.mkdtemp tempfile.mkstemp tempfile.mktemp"
        " tempfile.TemporaryDirectory tempfile.NamedTemporaryFile",
        _RANDOM,
    ),
    Row("itertools.count", Source(Stability.VOLATILE, Nature.COUNTER, "counter")),
    Row("os.getpid os.getppid threading.get_ident threading.get_native_id", _NUMBER, reason="another in each process"),
    Row(
        "os.listdir os.scandir os.walk os.fwalk glob.glob glob.iglob pathlib.Path.iterdir pathlib.Path.glob"
        " pathlib.Path.rglob pathlib.Path.walk",
        _LISTING,
        reason="the order is that of the file system",
    ),
    Row(
        "importlib.metadata.entry_points importlib_metadata.entry_points pkg_resources.iter_entry_points",
        _LISTING,
        reason="in the order in which the folder of what is installed is listed",
    ),
    Row(
        "asyncio.as_completed concurrent.futures.as_completed concurrent.futures.wait asyncio.wait",
        replace(_LISTING, type="completed"),
        reason="what is done first comes first; `asyncio.gather` and `map` keep the order",
    ),
    Row(
        "os.getenv os.environ.get os.environ.setdefault os.environb.get",
        _SETTING,
        reason="how the program is deployed, which need not differ from machine to machine",
    ),
    Row(
        "os.getcwd os.getcwdb os.getlogin os.uname"
        " os.getuid os.path.expanduser os.path.expandvars os.path.getmtime os.path.getctime"
        " os.get_terminal_size os.stat socket.gethostname socket.getfqdn getpass.getuser platform.node"
        " platform.uname uuid.getnode"
        " tempfile.gettempdir shutil.which locale.getlocale locale.getdefaultlocale locale.getpreferredencoding"
        " platformdirs.* appdirs.* time.tzset",
        _MACHINE,
    ),
    Row("pathlib.Path.cwd pathlib.Path.home", replace(_MACHINE, type="path")),
    Row(
        "platform.* distro.* sys.getwindowsversion os.cpu_count multiprocessing.cpu_count psutil.cpu_count"
        " sys.getfilesystemencoding tzlocal.get_localzone tzlocal.get_localzone_name",
        _SETTING,
        reason="the kind of a machine and of its system: a fleet of one kind shares the prefix",
    ),
    Row("dotenv.dotenv_values os.environ.copy", replace(_SETTING, type="environ")),
    Row("decouple.config importlib.metadata.version pkg_resources.get_distribution", _SETTING),
    Row(
        "subprocess.run subprocess.Popen subprocess.check_output subprocess.getoutput subprocess.getstatusoutput"
        " os.popen asyncio.create_subprocess_exec asyncio.create_subprocess_shell anyio.run_process invoke.run"
        " pexpect.run git.Repo pygit2.Repository",
        replace(_LIVE, type="process"),
        reason="the state of a work tree or a machine while a conversation begins",
    ),
    Row(
        "langchain_mcp_adapters.tools.load_mcp_tools langchain_mcp_adapters.client.MultiServerMCPClient.get_tools"
        " mcp.ClientSession.list_tools mcp.client.session.ClientSession.list_tools",
        _SERVED,
        reason="a server lists its tools as it pleases, with each connection anew",
    ),
    Row("psutil.* os.getloadavg shutil.disk_usage pyautogui.screenshot PIL.ImageGrab.grab", _READING),
    Row(
        "click.prompt typer.prompt getpass.getpass streamlit.text_input streamlit.text_area streamlit.chat_input"
        " questionary.text rich.prompt.Prompt.ask",
        _REQUEST,
    ),
)

ATTRIBUTES = (
    Row("os.environ os.environb", replace(_SETTING, type="environ")),
    Row(
        "sys.executable sys.prefix sys.base_prefix sys.exec_prefix sys.version sys.path os.linesep time.tzname"
        " time.timezone tempfile.tempdir",
        _MACHINE,
    ),
    Row(
        "sys.platform sys.version_info sys.implementation sys.byteorder os.name os.sep os.pathsep",
        _SETTING,
        reason="the kind of a machine, as above",
    ),
    Row(
        "homeassistant.helpers.llm.BASE_PROMPT homeassistant.helpers.llm.DATE_TIME_PROMPT",
        _CLOCK,
        reason="a template that tells the time to the second",
    ),
    Row("django.conf.settings.* flask.current_app.config streamlit.secrets streamlit.secrets.*", _SETTING),
    Row("flask.request flask.request.* sys.stdin sys.stdin.* sys.argv", _REQUEST),
    Row(
        "flask.session flask.session.* chainlit.user_session chainlit.user_session.* streamlit.session_state"
        " streamlit.session_state.*",
        _SESSION,
    ),
)

BUILTINS = (
    Row("input", _REQUEST),
    Row("set frozenset", replace(_LISTING, type="set"), reason="the order of text differs between processes"),
    Row("id hash", _NUMBER, reason="an address; text is hashed with a seed of the process"),
    Row("vars locals globals", Source(Stability.UNKNOWN)),
    Row("__file__", _MACHINE),
)

# Methods that tell on whatever they are called.
METHODS = (
    Row("iterdir rglob glob scandir", _LISTING),
    Row("imap_unordered as_completed", replace(_LISTING, type="completed")),
    Row("smembers sinter sunion sdiff", replace(_LISTING, type="set"), reason="sets of Redis"),
    Row("list_tools load_mcp_tools", _SERVED, reason="a server lists its tools as it pleases"),
    Row("async_all", _READING, reason="the states of Home Assistant's entities"),
)
# Whom these are asked of: a registry of the program's own lists its tools in the order of their registration.
_OWNERS = {
    "async_all": re.compile(r"(?:^|\.)states$"),
    "list_tools": re.compile(r"(?i)(?:session|client|server|mcp|connection|conn)_?s?(?:\(\))?$"),
}

# The one part of a value of some types of which something is known.
_PARTS_OF = {
    SERVED_TYPE: ("tools", _SERVED),
    REQUESTED: ("state", _KEPT),
    _CHAT_LOG: ("llm_api", Source(Stability.UNKNOWN, type=_LLM_API)),
    # Integrations register what they offer while they start, all at once.
    _LLM_API: ("tools", replace(_SERVED, type="")),
}

# What takes rows of a table at random, unless it is given a seed.
_DRAWN = frozenset(("sample", "shuffle"))
_SEEDS = frozenset(("random_state", "seed", "generator"))
_SIZES = frozenset(("n", "frac", "fraction"))
_TABLE = re.compile(r"(?i)(?:^|[._])(?:df|dataframe|dataset|ds|load_dataset\(\)|table)\w{0,2}(?:\[.*\])?$")
# With an argument these are a form of the moment that they are given.
_OF_A_MOMENT = frozenset(
    "time.ctime time.asctime time.localtime time.gmtime email.utils.formatdate email.utils.localtime"
    " django.utils.timezone.localtime django.utils.timezone.localdate babel.dates.format_datetime"
    " babel.dates.format_time babel.dates.format_date".split()
)
# Methods of time zones, which give back the moment that they are given.
_OF_ZONES = frozenset(("localize", "normalize", "fromutc"))
# Names of parameters and attributes that tell in a program, where a template's would not: one at a time is passed.
ROWS = frozenset("row record".split())
# The reverse: in a program they are mostly connections, to a database or a server, that much is read through.
CONNECTIONS = frozenset(("session",))
# What fixes the numbers that are drawn afterwards.
SEEDERS = frozenset("random.seed numpy.random.seed torch.manual_seed".split())
# Generators of random numbers: with a constant seed they give the same numbers in each process.
GENERATORS = frozenset(
    "random.Random numpy.random.default_rng numpy.random.RandomState numpy.random.Generator torch.Generator".split()
)
# What sums up a value: another sum for each.
DIGEST = "digest"
DIGESTS = tuple(
    f"hashlib.{name}" for name in "md5 sha1 sha224 sha256 sha384 sha512 sha3_256 sha3_512 blake2b blake2s".split()
)
# Commands that tell of the machine, and of the clock.
_MACHINE_COMMANDS = frozenset(
    "uname hostname whoami which arch nproc sw_vers lsb_release locale pwd id tty ver where".split()
)

# Calls that only put their arguments into another form: the result varies as they do.
KEEPING = {
    "datetime": "datetime.datetime datetime.datetime.fromtimestamp datetime.datetime.utcfromtimestamp"
    " datetime.datetime.fromisoformat datetime.datetime.strptime datetime.datetime.combine"
    " datetime.datetime.fromordinal pandas.Timestamp pandas.to_datetime dateutil.parser.parse dateutil.parser.isoparse"
    " pendulum.instance pendulum.datetime pendulum.parse pendulum.from_timestamp arrow.get",
    "date": "datetime.date datetime.date.fromisoformat datetime.date.fromtimestamp datetime.date.fromordinal"
    " pendulum.date",
    "time": "datetime.time datetime.time.fromisoformat",
    "timedelta": "datetime.timedelta dateutil.relativedelta.relativedelta pandas.Timedelta pendulum.duration",
    "timestamp": "calendar.timegm time.mktime",
    "struct_time": "time.strptime",
    "path": "pathlib.Path pathlib.PurePath pathlib.PurePosixPath pathlib.PosixPath pathlib.WindowsPath anyio.Path"
    " upath.UPath",
    "uuid": "uuid.UUID uuid.uuid3 uuid.uuid5",
}


def _named(rows: tuple[Row, ...]) -> dict[str, Source]:
    return {name: row.source for row in rows for name in row.names.split()}


def _find(name: str, table: dict[str, Source]) -> Source | None:
    found = table.get(name)
    while found is None and "." in name:
        name = name.rpartition(".")[0]
        found = table.get(f"{name}.*")
    return found


_CALLS, _ATTRIBUTES, _BUILTINS, _METHODS = (_named(rows) for rows in (CALLS, ATTRIBUTES, BUILTINS, METHODS))
_KEEPING = {name: kind for kind, names in KEEPING.items() for name in names.split()}


def _telling() -> frozenset[str]:
    """The last parts of the names that give what varies, and of `random.*` the first: what a look at code finds."""
    levels = (Stability.DAILY, Stability.SESSION, Stability.REQUEST, Stability.VOLATILE)
    rows = [row for row in (*CALLS, *BUILTINS, *METHODS) if row.source.stability in levels or row.source is _MACHINE]
    return frozenset(name.removesuffix(".*").rpartition(".")[2] for row in rows for name in row.names.split())


VARYING = _telling()


def of_call(name: str, formats: tuple[str | None, ...] = ()) -> Source | None:
    """What a call of a library gives; `formats` are its positional arguments, where they are constant text."""
    if name in GENERATORS:
        return replace(_RANDOM, type="random")
    if name in SEEDERS:
        return None
    if name == "time.strftime":
        source = _formatted(formats[0] if formats else None)
        return replace(source, narrows=len(formats) > 1)
    found = _find(name, _CALLS)
    if found is not None and found.type == "process":
        return _of_command(formats[0] if formats else None) or found
    return replace(found, narrows=True) if found is not None and formats and name in _OF_A_MOMENT else found


def is_of_moment(method: str) -> bool:
    """Whether a method gives back the moment that it is given, in a time zone."""
    return method in _OF_ZONES


def of_generator(name: str) -> Source | None:
    """What a generator of random numbers is when its seed is constant."""
    return _SEEDED if name in GENERATORS else None


def of_attribute(name: str) -> Source | None:
    """What an attribute of a library's module is."""
    return _find(name, _ATTRIBUTES)


def of_builtin(name: str) -> Source | None:
    """What a builtin function gives."""
    return _BUILTINS.get(name)


def type_of_call(name: str) -> str:
    """The type of what a call gives that varies as its arguments do, or nothing."""
    return _KEEPING.get(name, "")


def of_method(type: str, method: str, formats: tuple[str | None, ...] = ()) -> Source | None:  # noqa: A002 as in `Source`
    """What a method or an attribute of a value gives, or None where that varies as the value does.

    `formats` are the positional arguments, where they are constant text; of `replace` they are the names of the
    arguments that are constant. `__str__` and `__format__` are what putting the value into a text does.
    """
    if type in _TIMES:
        return _of_time(type, method, formats)
    if type == "set":
        return replace(_LISTING, type="") if method == "pop" else None
    if type in _PARTS_OF:
        name, source = _PARTS_OF[type]
        return source if method == name else None
    return _METHODS.get(method)


def is_asked(method: str, chain: str) -> bool:
    """Whether a method is asked of what the table of methods means: told by the name in front of it."""
    owner = _OWNERS.get(method)
    return owner is None or owner.search(chain.rpartition(".")[0]) is not None


def draws(method: str, chain: Callable[[], str], places: int, names: Collection[str]) -> bool:
    """Whether a method takes some rows of a table at random, or all of them in another order: nobody gave it a seed."""
    if method not in _DRAWN or not _SEEDS.isdisjoint(names):
        return False
    if method == "shuffle":  # the one that gives a table back: of a list and a generator it gives nothing
        return places == 0 and _TABLE.search(chain().rpartition(".")[0]) is not None
    return not _SIZES.isdisjoint(names) or (places == 1 and _TABLE.search(chain().rpartition(".")[0]) is not None)


def of_slice(type: str, stop: int | None) -> Source | None:  # noqa: A002 as in `Source`
    """What is left of a clock's text, cut off before `stop`: the first ten characters of the ISO form are a date."""
    if type not in {"isoformat", "datetime"} or stop is None or not 0 < stop <= _ISO_DATE:
        return None
    return replace(
        _TODAY, narrows=True, grain="year" if stop <= _ISO_YEAR else "month" if stop <= _ISO_MONTH else "day"
    )


def of_item(type: str, index: int) -> Source | None:  # noqa: A002 as in `Source`
    """What an element of a sequence that a clock was put into is."""
    if type == "struct_time" and index in _STRUCT:
        return replace(_TODAY, narrows=True, grain=_STRUCT[index])
    return replace(_TODAY, narrows=True) if type == "split isoformat" and index == 0 else None


# ---------------------------------------------------------------- clocks

_TIMES = frozenset(("datetime", "date", "time", "struct_time", "timedelta", "isoformat"))
_UNKNOWN_CLOCK = Source(Stability.UNKNOWN, Nature.CLOCK)
# The directives of `strftime` that change within a day.
_OF_A_DAY = frozenset("HIklMSfpPcXrRTs")
_ISO_YEAR, _ISO_MONTH, _ISO_DATE = len("2025"), len("2025-01"), len("2025-01-31")
_STRUCT = {0: "year", 1: "month", 2: "day", 6: "day", 7: "day"}
_TO_MIDNIGHT = frozenset(("hour", "minute", "second", "microsecond"))
_ZONES = frozenset("tzinfo tzname utcoffset dst timezone timezone_name tz tm_zone tm_gmtoff".split())
# Parts that stay the same all day, and their grain.
_PARTS = {
    "year": "year",
    "quarter": "month",
    "month": "month",
    "mon": "month",
    "month_name": "month",
    "normalize": "day",
    "to_date_string": "day",
    "to_formatted_date_string": "day",
    "isocalendar": "day",
    "toordinal": "day",
    "isoweekday": "day",
    **dict.fromkeys(
        "day mday wday yday days weekday day_name dayofweek day_of_week dayofyear day_of_year week weekofyear"
        " week_of_year".split(),
        "day",
    ),
}


def _of_time(kind: str, method: str, formats: tuple[str | None, ...]) -> Source | None:
    text = formats[0] if formats else None
    if kind == "isoformat":
        by_day = method in {"split", "partition"} and text in {"T", " "}
        return replace(_CLOCK, type="split isoformat", narrows=True) if by_day else None
    if method in _ZONES:
        return _ZONE
    if method == "strftime" or (method == "__format__" and text != ""):
        return replace(_formatted(text), narrows=True)
    if method == "format" and kind in {"datetime", "date"}:
        return replace(_in_tokens(text), narrows=True)
    if kind == "date":
        return None
    if method in {"isoformat", "__str__"} and kind == "datetime":
        return replace(_CLOCK, type="isoformat", narrows=True)
    if method == "date":
        return replace(_TODAY, type="date", narrows=True)
    if (method == "replace" and frozenset(formats) >= _TO_MIDNIGHT) or (
        method in {"floor", "start_of", "end_of"} and text in {"D", "day", "week", "month", "year"}
    ):
        return replace(_TODAY, type="datetime", narrows=True)
    part = _PARTS.get(method.removeprefix("tm_"))
    return replace(_TODAY, narrows=True, grain=part) if part is not None else None


def _formatted(text: str | None) -> Source:
    """What a format leaves of a clock; of a format that is not known nothing can be said."""
    if text is None:
        return _UNKNOWN_CLOCK
    without_zone = re.sub(r"%[-#_^0:]*[zZ]", "", text.replace("%%", ""))
    found = frozenset(re.findall(r"%[-#_^0]*([A-Za-z])", without_zone))
    if not found:
        return _ZONE if "%" in text.replace("%%", "") else Source(Stability.CONSTANT)
    if not is_daily_format(without_zone):
        return _UNKNOWN_CLOCK if found.isdisjoint(_OF_A_DAY) else _CLOCK
    grain = "year" if found <= frozenset("YyCGg") else "month" if found <= frozenset("YyCGgbBmh") else "day"
    return replace(_TODAY, grain=grain)


def _in_tokens(text: str | None) -> Source:
    """The same of a format as Arrow and Pendulum write it: `YYYY-MM-DD`."""
    if text is None:
        return _UNKNOWN_CLOCK
    letters = frozenset(re.findall("[A-Za-z]", re.sub(r"\[[^\]]*\]", "", text)))
    if not letters <= frozenset("YMDdEQWwo"):
        return _CLOCK
    return replace(_TODAY, grain="year" if letters <= {"Y"} else "month" if letters <= {"Y", "M"} else "day")


def _of_command(text: str | None) -> Source | None:
    """What a command tells that is written as constant text."""
    words = text.split() if text else []
    if not words or re.search(r"[|;&`$<>]", text or ""):
        return None
    if words[0] in _MACHINE_COMMANDS:
        return replace(_MACHINE, type="process")
    if words[0] != "date":
        return None
    form = re.search(r"\+(.*?)[\"']?$", text or "")
    return replace(_formatted(form[1]) if form is not None else _CLOCK, type="process")


# ---------------------------------------------------------------- annotations

_ANNOTATIONS = {
    "datetime": "datetime",
    "Timestamp": "datetime",
    "date": "date",
    "timedelta": "timedelta",
    "Path": "path",
    "UUID": "uuid",
    "Random": "random",
    "set": "set",
    "Set": "set",
    "MutableSet": "set",
    "frozenset": "set",
    "FrozenSet": "set",
    "ModelRequest": REQUESTED,
    "ChatLog": _CHAT_LOG,
}
_NUMBERS = frozenset(("int", "bool", "float"))  # sets of them are in the same order in each process
TELLING_TIME = "what tells the time"
_TELLING_TIME = re.compile(r"(?:\w+\.)*Callable\[\s*\[\s*\]\s*,\s*(?:\w+\.)*datetime\s*\]")
_OPTIONAL = re.compile(r"(?:\w+\.)*Optional\[(.*)\]|(.*?)\s*\|\s*None|None\s*\|\s*(.*)", re.DOTALL)


def type_of_annotation(text: str) -> str:
    """The type that an annotation names, or nothing."""
    bare = text.strip("\"' ")
    if (optional := _OPTIONAL.fullmatch(bare)) is not None:
        bare = next(each for each in optional.groups() if each is not None).strip("\"' ")
    if _TELLING_TIME.fullmatch(bare) is not None:
        return TELLING_TIME
    name, bracket, inner = bare.partition("[")
    found = _ANNOTATIONS.get(name.rpartition(".")[2], "")
    is_told = not bracket or found == REQUESTED or (found == "set" and inner.rstrip("] ") not in _NUMBERS)
    return found if is_told else ""
