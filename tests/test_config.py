from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from promptlint.config import PROMPT_FOLDERS, BatchSettings, Config, PathSettings, SinkSettings, Switch, VersionPolicy
from promptlint.config_lines import line_of
from promptlint.config_loader import load_config
from promptlint.diagnostics import Severity
from promptlint.errors import UserError
from promptlint.facts import Declared
from promptlint.ir import Stability
from promptlint.rules import RULES
from promptlint.versions import Bump

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = """\
prompt-folders = ["agents/**"]
exclude = ["vendor/"]
select = ["PL1", "PL2", "prefix-changed-without-bump"]
ignore = ["PL107"]
model = "claude-haiku-4-5"
template-roots = ["prompts"]
trim-blocks = true
lstrip-blocks = true
require-reason = false
python-roots = ["backend"]
tests = true

[severity]
volatile-in-prefix = "warning"
PL103 = "off"

[placeholders]
tenant_policy = "shared"
"user_*" = "session"

[sources]
"app.clock.stamp" = "volatile"
"app.settings.*" = "deploy"

[[sinks]]
call = "app.llm.ask"
system = ["persona", "rules"]
messages = ["history"]
tools = ["functions"]
model = ["engine"]
positional = ["persona", "history"]

[[sinks]]
call = "*.complete"
messages = ["prompt"]

[versions]
prefix-change = "minor"
interface-change = "major"
sidecars = ["spec.yaml:version", "meta/info.json:prompt.version"]

[[per-path]]
paths = ["legacy/**"]
ignore = ["PL3"]
model = "gpt-4o"

[[per-path]]
paths = ["a", "b"]
severity = { PL101 = "info" }
placeholders = { x = "deploy" }

[[batch]]
name = "nightly"
prompts = ["prompts/enrich.j2@3"]
documents = ["docs/policy.md@sha256:9f86d081884c"]
model = "claude-haiku-4-5"
provider = "bedrock"
version = 2
requests = 48000
output-tokens = 250
ttl = "1h"
window = "24h"
"""


def load(**files: str) -> Config:
    return load_config({f"{name}.toml": text.encode() for name, text in files.items()}.get)


def error(**files: str) -> tuple[str, str | None]:
    with pytest.raises(UserError) as caught:
        load(**files)
    return caught.value.message, caught.value.hint


def test_everything() -> None:
    assert load(promptlint=EVERYTHING) == Config(
        path="promptlint.toml",
        prompt_folders=("agents/**",),
        exclude=("vendor/",),
        select=("PL1", "PL2", "prefix-changed-without-bump"),
        ignore=("PL107",),
        severity={"volatile-in-prefix": Severity.WARNING, "unordered-in-prefix": Switch.OFF},
        per_path=(
            PathSettings(("legacy/**",), ignore=("PL3",), model="gpt-4o"),
            PathSettings(
                ("a", "b"),
                severity={"variable-before-stable": Severity.INFO},
                placeholders=(Declared("x", Stability.DEPLOY),),
            ),
        ),
        placeholders=(Declared("tenant_policy", Stability.SHARED), Declared("user_*", Stability.SESSION)),
        model="claude-haiku-4-5",
        template_roots=("prompts",),
        trim_blocks=True,
        lstrip_blocks=True,
        require_reason=False,
        python_roots=("backend",),
        sinks=(
            SinkSettings(
                "app.llm.ask",
                system=("persona", "rules"),
                messages=("history",),
                tools=("functions",),
                model=("engine",),
                positional=("persona", "history"),
            ),
            SinkSettings("*.complete", messages=("prompt",)),
        ),
        sources=(Declared("app.clock.stamp", Stability.VOLATILE), Declared("app.settings.*", Stability.DEPLOY)),
        tests=True,
        versions=VersionPolicy(Bump.MINOR, Bump.MAJOR, ("spec.yaml:version", "meta/info.json:prompt.version")),
        batch=(
            BatchSettings(
                "nightly",
                ("prompts/enrich.j2@3",),
                ("docs/policy.md@sha256:9f86d081884c",),
                model="claude-haiku-4-5",
                provider="bedrock",
                version="2",
                requests=48000,
                output_tokens=250,
                ttl="1h",
                window="24h",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, Config(), id="no file"),
        pytest.param({"pyproject": "[project]\nname = 'x'\n"}, Config(), id="a pyproject.toml of others"),
        pytest.param({"pyproject": "[tool.other]\nuse = 'promptlint'\n"}, Config(), id="only mentioned"),
        pytest.param({"pyproject": "this is no TOML"}, Config(), id="broken, and not ours"),
        pytest.param({"pyproject": "[tool.promptlint]\n"}, Config(path="pyproject.toml"), id="an empty table"),
        pytest.param({"promptlint": ""}, Config(path="promptlint.toml"), id="an empty file"),
        pytest.param(
            {"pyproject": "[tool]\npromptlint.model = 'm'\n"}, Config(path="pyproject.toml", model="m"), id="dotted"
        ),
        pytest.param(
            {"pyproject": "[project]\n", "promptlint": "model = 'm'"},
            Config(path="promptlint.toml", model="m"),
            id="own",
        ),
        pytest.param(
            {"promptlint": "\ufeffmodel = 'm'"}, Config(path="promptlint.toml", model="m"), id="byte order mark"
        ),
    ],
)
def test_where_it_is(files: dict[str, str], expected: Config) -> None:
    assert load(**files) == expected
    assert expected.prompt_folders == PROMPT_FOLDERS


def test_two_at_once() -> None:
    message, hint = error(pyproject="[tool.promptlint]\n", promptlint="")
    assert message == "promptlint.toml and [tool.promptlint] in pyproject.toml are both present"
    assert hint == "move all settings into one"


def test_a_family_sets_what_is_not_named_whatever_the_order() -> None:
    severity = load(promptlint="[severity]\nPL102 = 'info'\nPL1 = 'warning'\nPL = 'off'\n").severity
    assert severity["volatile-in-prefix"] is Severity.INFO
    assert severity["unordered-in-prefix"] is Severity.WARNING
    assert severity["unreadable-file"] is Switch.OFF
    assert len(severity) == len(RULES)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        pytest.param("\nselct = []\n", ":2: `selct`: unknown key", "did you mean `select`?", id="key"),
        pytest.param(
            "[versions]\nzzz = 1\n",
            ":2: `versions.zzz`: unknown key",
            "known are `prefix-change`, `interface-change`, `sidecars`",
            id="key in a table",
        ),
        pytest.param(
            "[tool.promptlint]\nselect = []",
            ":1: `tool`: unknown key",
            "promptlint.toml takes the keys without [tool.promptlint]",
            id="prefix",
        ),
        pytest.param("select = 'PL1'", ":1: `select`: expected a list, not the string `PL1`", None, id="list"),
        pytest.param("select = [\n  1,\n]", ":1: `select[1]`: expected a rule, not a number", None, id="item"),
        pytest.param(
            "# one\nselect = ['PL1', 'PL9']", ":2: `select[2]`: unknown rule `PL9`", "did you mean `PL`?", id="family"
        ),
        pytest.param(
            "ignore = ['volatile-prefix']",
            ":1: `ignore[1]`: unknown rule `volatile-prefix`",
            "did you mean `volatile-in-prefix`?",
            id="rule",
        ),
        pytest.param(
            "[severity]\nPL102 = 'fatal'",
            ":2: `severity.PL102`: expected `error`, `warning`, `info` or `off`, not `fatal`",
            None,
            id="severity",
        ),
        pytest.param(
            "[severity]\nPL102 = 'warn'",
            ":2: `severity.PL102`: expected `error`, `warning`, `info` or `off`, not `warn`",
            "did you mean `warning`?",
            id="nearly a severity",
        ),
        pytest.param(
            "[severity]\n'PL 102' = 'off'",
            ":2: `severity.PL 102`: unknown rule `PL 102`",
            "did you mean `PL102`?",
            id="off",
        ),
        pytest.param(
            "[placeholders]\nuser = 'unknown'",
            ":2: `placeholders.user`: expected `constant`, `deploy`, `daily`, `shared`, `session`, `request` or"
            " `volatile`, not `unknown`",
            None,
            id="level",
        ),
        pytest.param(
            "[placeholders]\n'' = 'daily'",
            ":2: `placeholders.`: expected a placeholder's name, not an empty string",
            None,
            id="no name",
        ),
        pytest.param("trim-blocks = 1", ":1: `trim-blocks`: expected true or false, not a number", None, id="flag"),
        pytest.param("model = 2020-01-01", ":1: `model`: expected the name of a model, not a date", None, id="date"),
        pytest.param("model = ''", ":1: `model`: expected the name of a model, not an empty string", None, id="empty"),
        pytest.param("severity = []", ":1: `severity`: expected a table, not a list", None, id="table"),
        pytest.param(
            "versions.sidecars = ['spec.yaml']",
            ":1: `versions.sidecars[1]`: expected `FILE:KEY`, not the string `spec.yaml`",
            "for example `spec.yaml:version`",
            id="sidecar",
        ),
        pytest.param(
            "versions.prefix-change = {}",
            ":1: `versions.prefix-change`: expected `patch`, `minor` or `major`, not a table",
            None,
            id="bump",
        ),
        pytest.param(
            "[[per-path]]\npaths = ['a']\n\n[[per-path]]\nignore = []\n",
            ":4: `per-path[2]`: the key `paths` is missing",
            None,
            id="required",
        ),
        pytest.param("[[per-path]]\npaths = []", ":2: `per-path[1].paths`: the list is empty", None, id="no path"),
        pytest.param(
            "[[sinks]]\ncall = 'a.b'\nsytem = ['x']",
            ":3: `sinks[1].sytem`: unknown key",
            "did you mean `system`?",
            id="key of a sink",
        ),
        pytest.param(
            "[[sinks]]\nsystem = ['x']", ":1: `sinks[1]`: the key `call` is missing", None, id="a sink without a call"
        ),
        pytest.param(
            "[[sinks]]\ncall = 'a.b'\nmodel = ['x']",
            ":1: `sinks[1]`: no argument holds a prompt",
            "name it under `system`, `messages` or `tools`",
            id="a sink without a prompt",
        ),
        pytest.param(
            "[[sinks]]\ncall = 'a.b'\nsystem = []", ":3: `sinks[1].system`: the list is empty", None, id="no argument"
        ),
        pytest.param(
            "[[sinks]]\ncall = 'a.b'\nsystem = 'x'",
            ":3: `sinks[1].system`: expected a list, not the string `x`",
            None,
            id="an argument that is no list",
        ),
        pytest.param(
            "[[sinks]]\ncall = 'a.b'\nsystem = [0]",
            ":3: `sinks[1].system[1]`: expected the name of an argument, not a number",
            None,
            id="an argument by its place",
        ),
        pytest.param(
            "[[sinks]]\ncall = 'ask()'\nsystem = ['x']",
            ":2: `sinks[1].call`: expected the dotted name of a call, not the string `ask()`",
            "for example `app.llm.ask` or `*.complete`",
            id="a call as code",
        ),
        pytest.param("sinks = {}", ":1: `sinks`: expected a list, not a table", None, id="one sink"),
        pytest.param(
            "[sources]\n'app.clock.stamp' = 'volatil'",
            ":2: `sources.app.clock.stamp`: expected `constant`, `deploy`, `daily`, `shared`, `session`, `request` or"
            " `volatile`, not `volatil`",
            "did you mean `volatile`?",
            id="nearly a level",
        ),
        pytest.param(
            "[sources]\n'' = 'daily'",
            ":2: `sources.`: expected the name of a call, not an empty string",
            None,
            id="no call",
        ),
        pytest.param(
            "python-roots = ['']",
            ":1: `python-roots[1]`: expected a folder, not an empty string",
            None,
            id="no folder",
        ),
        pytest.param("tests = 'no'", ":1: `tests`: expected true or false, not the string `no`", None, id="tests"),
        pytest.param("python-root = []", ":1: `python-root`: unknown key", "did you mean `python-roots`?", id="roots"),
        pytest.param("per-path = {}", ":1: `per-path`: expected a list, not a table", None, id="not an array"),
    ],
)
def test_mistakes(text: str, message: str, hint: str | None) -> None:
    assert error(promptlint=text) == (f"promptlint.toml{message}", hint)


def test_a_mistake_in_pyproject() -> None:
    text = "[project]\nselct = 1\n[tool.promptlint.severity]\n[tool.promptlint]\nselct = 1\n"
    assert error(pyproject=text)[0] == "pyproject.toml:5: `selct`: unknown key"
    assert error(pyproject="[tool]\npromptlint = 1")[0] == "pyproject.toml:2: expected a table, not a number"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"select = ", "promptlint.toml: Invalid value (at end of document)", id="syntax"),
        pytest.param(b"\xff", "promptlint.toml: not UTF-8 text", id="encoding"),
        pytest.param(b"a = " + b"[" * 100_000, "promptlint.toml: nested too deeply", id="deep"),
    ],
)
def test_unreadable(raw: bytes, message: str) -> None:
    with pytest.raises(UserError) as caught:
        load_config({"promptlint.toml": raw}.get)
    assert caught.value.message == message


def test_a_number_with_too_many_digits() -> None:
    assert error(promptlint=f"a = {'9' * 10_000}")[0].startswith("promptlint.toml: Exceeds the limit")


def test_a_named_file_of_the_tree() -> None:
    files = {"conf/lint.toml": b"model = 'm'", "conf/pyproject.toml": b"[tool.promptlint]\nmodel = 'n'", "x": b""}
    assert load_config(files.get, "conf/lint.toml").model == "m"
    assert load_config(files.get, "conf/pyproject.toml").model == "n"
    with pytest.raises(UserError, match=r"nope\.toml: there is no such configuration file"):
        load_config(files.get, "nope.toml")


def test_a_named_file_on_disk(tmp_path: Path) -> None:
    file = tmp_path / "lint.toml"
    file.write_text("model = 'm'")
    nothing: dict[str, bytes] = {}
    assert load_config(nothing.get, str(file)).model == "m"
    with pytest.raises(UserError, match="there is no such configuration file"):
        load_config(nothing.get, str(tmp_path / "nope.toml"))
    with pytest.raises(UserError, match="cannot read"):
        load_config(nothing.get, os.fspath(tmp_path))


@pytest.mark.parametrize(
    ("path", "is_test"),
    [
        ("app/agent.py", False),
        ("app/testing.py", False),
        ("app/latest_prompts.py", False),
        ("app/contest.py", False),
        ("app/my_test_prompts.py", False),
        ("attests/agent.py", False),
        ("tests/prompts/triage.j2", False),
        ("tests/data/triage.yaml", False),
        ("test_prompts.md", False),
        ("tests/agent.py", True),
        ("packages/agent/tests/unit/helpers.py", True),
        ("test/agent.py", True),
        ("app/test_agent.py", True),
        ("app/agent_test.py", True),
        ("app/tests.py", True),
        ("conftest.py", True),
        ("app/conftest.py", True),
        ("tests/agent.pyi", True),
    ],
)
def test_tests(path: str, is_test: bool) -> None:
    assert Config().is_test(path) is is_test
    assert not Config(tests=True).is_test(path)
    assert not Config().is_excluded(path)


LINES = '''\
top = 1 # comment = 2
text = """
[table]
key = 0
"""
list = [
  ["table"],
  { key = 1 },
]
"quoted key" = 'a # b'

[table]
key = 1
inline = { deep = { er = 1 } }
dotted.key = 1

[ "other.table" . x ]
y = 1

[[array]]
key = 1
[array.sub]
key = 2
[[array]]
key = 3
[array.sub]
key = 4
[[array.inner]]
z = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("text",), 2),
        (("list",), 6),
        (("list", 1, "key"), 6),
        (("quoted key",), 10),
        (("table",), 12),
        (("table", "key"), 13),
        (("table", "inline", "deep", "er"), 14),
        (("table", "dotted", "key"), 15),
        (("other.table", "x", "y"), 18),
        (("array", 0, "key"), 21),
        (("array", 0, "sub", "key"), 23),
        (("array", 1), 24),
        (("array", 1, "key"), 25),
        (("array", 1, "sub", "key"), 27),
        (("array", 1, "inner", 0, "z"), 29),
        (("array", 1, "inner", 0), 28),
        (("array", 1, "inner"), 28),
        (("other.table",), 17),
        (("table", "dotted"), 15),
        (("table", "nowhere"), 12),
        (("nowhere",), None),
        ((), None),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int | None) -> None:
    assert line_of(LINES, path) == line
    assert line_of(LINES.replace("\n", "\r\n"), path) == line
