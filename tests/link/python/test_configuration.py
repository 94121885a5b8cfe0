"""What the configuration and comments say of Python code: calls that send, levels of calls, attributes and names."""

from __future__ import annotations

import pytest

from promptlint.config import Config, SinkSettings
from promptlint.engine import lint_files
from promptlint.facts import Declared
from promptlint.ir import Evidence, Placeholder, Stability
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree

RULES = "Never guess, and be brief in all that you say. " * 300
BODY = f'RULES = "{RULES}"\n'
REQUEST = """
import anthropic

{before}
{rules}

def ask(client: anthropic.Anthropic, question, policy):
    {inside}
    client.messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system=f"{{{value}}} {{RULES}}",
        messages=[{{"role": "user", "content": question}}],
    )
"""


def value(name: str, config: Config, *, before: str = "", inside: str = "pass", **files: str) -> Placeholder:
    """The first value in the request."""
    code = REQUEST.format(before=before, rules=BODY, inside=inside, value=name)
    tree = MemoryTree({"app/ask.py": code, **{f"{path}.py": text for path, text in files.items()}})
    prompts = Workspace(tree, config).prompts(["app/ask.py"])
    (request,) = [prompt for prompt in prompts if prompt.is_request]
    return next(segment for segment in request.segments if isinstance(segment, Placeholder))


def level(found: Placeholder) -> tuple[Stability, Evidence]:
    return found.stability, found.evidence


DECLARED = Stability.SHARED, Evidence.DECLARED


def test_a_parameter() -> None:
    assert level(value("policy", Config()))[1] is not Evidence.DECLARED
    assert level(value("policy", Config(placeholders=(Declared("policy", Stability.SHARED),)))) == DECLARED
    assert level(value("policy", Config(placeholders=(Declared("pol*", Stability.SHARED),)))) == DECLARED


def test_a_parameter_by_a_comment() -> None:
    assert level(value("policy", Config(), before="# promptlint: placeholder policy=shared")) == DECLARED


@pytest.mark.parametrize(
    "inside", ["policy = load(question)", "policy = f'a {question} b'", "for policy in question: pass"]
)
def test_a_variable(inside: str) -> None:
    assert (
        level(value("policy", Config(placeholders=(Declared("policy", Stability.SHARED),)), inside=inside)) == DECLARED
    )


def test_an_attribute_of_a_parameter() -> None:
    config = Config(placeholders=(Declared("policy.text", Stability.SHARED),))
    assert level(value("policy.text", config)) == DECLARED
    assert level(value("policy.title", config))[1] is not Evidence.DECLARED


@pytest.mark.parametrize(
    ("expression", "pattern"),
    [
        ("vendor.policy(question)", "vendor.policy"),
        ("vendor.client.policy()", "vendor.*"),
        ("client.policies.of(question)", "policies.of"),
        ("client.policies.text", "policies.text"),
        ("vendor.POLICY", "vendor.POLICY"),
        ("own.policy()", "app.own.policy"),
        ("own.POLICY", "app.own.POLICY"),
    ],
)
def test_sources(expression: str, pattern: str) -> None:
    own = {
        "app/own": "import time\n\ndef policy():\n    return str(time.time())\n\nPOLICY = open('/etc/motd').read()\n"
    }
    config = Config(sources=(Declared(pattern, Stability.SHARED),))
    assert level(value(expression, config, before="import vendor\nfrom app import own", **own)) == DECLARED


def test_sources_win() -> None:
    config = Config(sources=(Declared("datetime.date.today", Stability.SHARED),))
    assert level(value("datetime.date.today()", config, before="import datetime")) == DECLARED


def test_a_constant_of_a_source_that_is_imported_by_name() -> None:
    own = {"app/own": "import os\n\nPOLICY = os.environ['POLICY'].strip()\n"}
    config = Config(sources=(Declared("app.own.POLICY", Stability.SHARED),))
    assert level(value("POLICY", config, before="from app.own import POLICY", **own)) == DECLARED


CALLED = f"""
import time

from gateway import ask

RULES = "{RULES}"


def run(question):
    return ask(f"Now is {{time.time()}}. {{RULES}}", question)
"""


@pytest.mark.parametrize("call", ["gateway.ask", "ask", "*.ask"])
def test_a_sink(call: str) -> None:
    sink = SinkSettings(call=call, system=("system",), messages=("user",), positional=("system", "user"))
    outcome = lint_files({"run.py": CALLED}, Config(sinks=(sink,)))
    assert [each.code for each in outcome.diagnostics] == ["PL102"]
    assert lint_files({"run.py": CALLED}).diagnostics == ()


def test_a_sink_that_is_a_method() -> None:
    sink = SinkSettings(call="llm.ask", system=("system",), positional=("system", "user"))
    code = (
        CALLED.replace("from gateway import ask", "")
        .replace("run(question)", "run(llm, question)")
        .replace("return ask", "return llm.ask")
    )
    assert [each.code for each in lint_files({"run.py": code}, Config(sinks=(sink,))).diagnostics] == ["PL102"]


def test_a_root_of_imports() -> None:
    files = {
        "services/chat/ask.py": REQUEST.format(
            before="from texts import POLICY", rules=BODY, inside="pass", value="POLICY"
        ),
        "common/lib/texts.py": "import time\n\n\ndef now():\n    return time.time()\n\n\nPOLICY = 'Be polite.'\n",
    }

    def sources(config: Config) -> tuple[str, ...]:
        prompts = Workspace(MemoryTree(files), config).prompts(["services/chat/ask.py"])
        return next(prompt.sources for prompt in prompts if prompt.is_request)

    assert "common/lib/texts.py" not in sources(Config())
    assert "common/lib/texts.py" in sources(Config(python_roots=("common/lib",)))


def test_a_level_that_is_none() -> None:
    (diagnostic,) = lint_files({"ask.py": "# promptlint: placeholder policy=hared\nPROMPT = 'a'\n"}).diagnostics
    assert diagnostic.code == "PL003"
    assert diagnostic.finding.help == "did you mean `shared`?"
