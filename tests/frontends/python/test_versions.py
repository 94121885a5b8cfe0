from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from promptlint.frontends.python.parse import comments, parse
from promptlint.frontends.python.places import Places
from promptlint.frontends.python.versions import Claimed, ModuleVersions
from promptlint.source import SourceFile
from promptlint.versions import Origin


class Module:
    """A module, with the claims of what is in it."""

    def __init__(self, text: str) -> None:
        self.source = SourceFile("app/prompts.py", dedent(text))
        self.tree = parse(self.source)
        self.versions = ModuleVersions(self.source, lambda: self.tree, Places(self.source), comments)

    def shown(self, claimed: Claimed | None) -> str | None:
        """The version, with its place where it is written in another way and its origin where that freezes it."""
        if claimed is None:
            return None
        span = claimed.claim.span
        written = self.source.text[span.start : span.end]
        text = claimed.claim.text if written == claimed.claim.text else f"{claimed.claim.text} at {written}"
        return f"{text} by its {claimed.origin}" if claimed.origin.freezes else text

    def bindings(self) -> dict[str, str | None]:
        """The versions of all texts that are bound to a name."""
        found = {}
        for node in ast.walk(self.tree):
            match node:
                case ast.Assign(targets=[target, *_]) | ast.AnnAssign(target=target):
                    name = ast.unparse(target)
                    if "version" not in name.lower():
                        found[name] = self.shown(self.versions.of_binding(name, node))
                case _:
                    pass
        return found

    def calls(self, callee: str = "ask") -> list[str | None]:
        """The versions of the calls of a function, from first to last."""
        nodes = [each for each in ast.walk(self.tree) if isinstance(each, ast.Call)]
        chosen = [each for each in nodes if ast.unparse(each.func).endswith(callee)]
        return [
            self.shown(self.versions.of_call(each))
            for each in sorted(chosen, key=lambda each: (each.lineno, each.col_offset))
        ]

    def functions(self) -> dict[str, str | None]:
        """The versions of the functions."""
        nodes = [each for each in ast.walk(self.tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
        return {each.name: self.shown(self.versions.of_function(each)) for each in nodes}

    def mappings(self) -> list[str | None]:
        """The versions of the mappings that lie in no other one."""
        nodes = [each for each in ast.walk(self.tree) if isinstance(each, ast.Dict)]
        inner = {each for node in nodes for each in ast.walk(node) if each is not node}
        return [self.shown(self.versions.of_dict(each)) for each in nodes if each not in inner]

    def entries(self) -> dict[str, str | None]:
        """The versions of the entries of the first mapping."""
        node = next(each for each in ast.walk(self.tree) if isinstance(each, ast.Dict))
        return {
            ast.unparse(key) if key else "**": self.shown(self.versions.of_entry(node, index))
            for index, key in enumerate(node.keys)
        }


# ---------------------------------------------------------------- comments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'A = "x"\nB = "y"  # promptlint: version=3\nC = "z"', {"A": None, "B": "3", "C": None}, id="behind"
        ),
        pytest.param(
            'A = "x"\n# promptlint: version=3\nB = "y"\nC = "z"', {"A": None, "B": "3", "C": None}, id="above"
        ),
        pytest.param(
            'A = """\nx\n"""  # promptlint: version=3\nB = "y"', {"A": "3", "B": None}, id="behind the quotes"
        ),
        pytest.param(
            'A = (  # promptlint: version=3\n  "x"\n  "y"\n)\nB = "z"', {"A": "3", "B": None}, id="behind the bracket"
        ),
        pytest.param('A = (\n  # promptlint: version=3\n  "x"\n)\nB = "z"', {"A": "3", "B": None}, id="inside"),
        pytest.param(
            '# promptlint: version=3\n# and more\n\nA: str = "x"\nB = "y"', {"A": "3", "B": None}, id="far above"
        ),
        pytest.param(
            'class P:\n  # promptlint: version=3\n  A = "x"\n  B = "y"', {"A": "3", "B": None}, id="in a class"
        ),
        pytest.param(
            '# promptlint: version=3\nclass P:\n  A = "x"\n  B = "y"  # promptlint: version=4\nC = "z"',
            {"A": "3", "B": "4", "C": None},
            id="above a class",
        ),
        pytest.param(
            '# promptlint: version=3\ndef f():\n  a = "x"\n  return a\nb = "y"',
            {"a": "3", "b": None},
            id="above a function",
        ),
        pytest.param(
            '# promptlint: version=3\n"""Prompts."""\nimport os\nA = "x"', {"A": "3"}, id="above the docstring"
        ),
        pytest.param('"""Prompts."""\n# promptlint: version=3\nimport os\nA = "x"', {"A": "3"}, id="above an import"),
        pytest.param('# version: 3\n"""Prompts."""\nA = "x"', {"A": None}, id="of the module itself"),
        pytest.param('A = "x"\n# promptlint: version=3\nimport os', {"A": "3"}, id="above a late import"),
        pytest.param('# promptlint: version=3\nlog("x")\nA = "x"', {"A": None}, id="above something else"),
        pytest.param(
            'def f():\n  """Text.\n  # promptlint: version=3\n  """\n  a = "x"', {"a": None}, id="in a string"
        ),
        pytest.param('A = "x"\nB = "y"\n# promptlint: version=3\n', {"A": None, "B": None}, id="at the end"),
        pytest.param('# promptlint: version = "1.2.0"\nA = "x"', {"A": "1.2.0"}, id="in quotes"),
        pytest.param('A = "x"  # bump the version=3', {"A": None}, id="not a directive"),
        pytest.param('A = "x"  # promptlint: version', {"A": None}, id="without a version"),
        pytest.param(
            'L = [\n  "x",  # promptlint: version=3\n  "y",\n]\nB = "z"', {"L": None, "B": None}, id="of a member"
        ),
        pytest.param('L = [\n  "x",\n]  # promptlint: version=3', {"L": "3"}, id="of a list"),
    ],
)
def test_comments_of_bindings(text: str, expected: dict[str, str | None]) -> None:
    assert Module(text).bindings() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('# promptlint: version=3\nanswer = ask("x")\nask("y")', ["3", None], id="above"),
        pytest.param('answer = ask(\n  "x",\n)  # promptlint: version=3\nask("y")', ["3", None], id="behind"),
        pytest.param('ask(\n  # promptlint: version=3\n  "x",\n)\nask("y")', ["3", None], id="inside"),
        pytest.param(
            'both = [\n  # promptlint: version=3\n  ask("x"),\n  ask("y"),  # promptlint: version=4\n  ask("z"),\n]',
            ["3", "4", None],
            id="members",
        ),
        pytest.param('# promptlint: version=3\nboth = [\n  ask("x"),\n  ask("y"),\n]', ["3", "3"], id="above a list"),
        pytest.param('# promptlint: version=3\nwith ask("x") as s:\n  ask("y")', ["3", None], id="above a with"),
        pytest.param(
            '# promptlint: version=3\nasync def f():\n  if a:\n    return await ask("x")\nask("y")',
            ["3", None],
            id="above a function",
        ),
        pytest.param(
            'def f():  # promptlint: version=3\n  return ask("x")\nask("y")', ["3", None], id="behind a function's head"
        ),
        pytest.param(
            "class P:\n  # promptlint: version=3\n  def f(self):\n    return ask()\n  def g(self):\n    return ask()",
            ["3", None],
            id="above a method",
        ),
    ],
)
def test_comments_of_calls(text: str, expected: list[str | None]) -> None:
    assert Module(text).calls() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# promptlint: version=3\n@agent.prompt\ndef f(): ...", {"f": "3"}, id="above the decorator"),
        pytest.param("@agent.prompt\n# promptlint: version=3\ndef f(): ...", {"f": "3"}, id="below the decorator"),
        pytest.param(
            'def f(\n  a,\n):  # promptlint: version=3\n  return "x"\ndef g(): ...', {"f": "3", "g": None}, id="behind"
        ),
        pytest.param('def f():\n  # promptlint: version=3\n  return "x"', {"f": "3"}, id="above what it returns"),
        pytest.param(
            'def f():\n  # promptlint: version=3\n  a = "x"\n  return b', {"f": None}, id="above a name in it"
        ),
        pytest.param('def f():\n  a = 1\n  # promptlint: version=3\n  return "x"', {"f": None}, id="deep inside"),
    ],
)
def test_comments_of_functions(text: str, expected: dict[str, str | None]) -> None:
    assert Module(text).functions() == expected


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'TRIAGE = "x"\nTRIAGE_VERSION = "1.2"\nOTHER = "y"', {"TRIAGE": "1.2", "OTHER": None}, id="beside"
        ),
        pytest.param('TRIAGE_VERSION = 3\nTRIAGE = "x"', {"TRIAGE": "3"}, id="a number"),
        pytest.param('TRIAGE_VERSION = 1.10\nTRIAGE = "x"', {"TRIAGE": "1.10"}, id="a number as it is written"),
        pytest.param('_TRIAGE_VERSION: Final[int] = 3\n_TRIAGE: Final = "x"', {"_TRIAGE": "3"}, id="annotated"),
        pytest.param('triageVersion = "v3"\ntriage = "x"', {"triage": "v3"}, id="another style"),
        pytest.param('PROMPT_VERSION = "v3"\nA = "x"\nB = "y"', {"A": "v3", "B": "v3"}, id="of the module"),
        pytest.param('__prompt_version__ = "3"\nA = "x"', {"A": "3"}, id="of the module, with underscores"),
        pytest.param('PROMPTS_VERSION = "2026-11-22"\nA = "x"', {"A": "2026-11-22"}, id="of all prompts"),
        pytest.param('CURRENT_PROMPT_VERSION = "v3"\nA = "x"', {"A": "v3"}, id="the current one"),
        pytest.param('PROMPT_TEMPLATE_VERSION = "v3"\nA = "x"', {"A": "v3"}, id="of the template"),
        pytest.param('PROMPT_VERSION = "sales-reply-v3"\nA = "x"', {"A": "v3"}, id="at the end of a text"),
        pytest.param('PROMPT_VERSION = "ads-2026-11-22"\nA = "x"', {"A": "2026-11-22"}, id="a date at the end"),
        pytest.param('PROMPT_VERSION = "v\\x33"\nA = "x"', {"A": 'v3 at "v\\x33"'}, id="escaped"),
        pytest.param('PROMPT_VERSION = "plan-v24-scene"\nA = "x"', {"A": "plan-v24-scene"}, id="in a text"),
        pytest.param(
            'SYSTEM_PROMPT_VERSION = 3\nSYSTEM_PROMPT = "x"\nUSER_PROMPT = "y"',
            {"SYSTEM_PROMPT": "3", "USER_PROMPT": None},
            id="of one of two",
        ),
        pytest.param(
            'MKR_PROMPT_VERSION = "1.2"\nMKR_SYSTEM_INSTRUCTIONS = "x"\nOTHER_INSTRUCTIONS = "y"',
            {"MKR_SYSTEM_INSTRUCTIONS": "1.2", "OTHER_INSTRUCTIONS": None},
            id="by the beginning of the name",
        ),
        pytest.param(
            'A_PROMPT_VERSION = 1\nA_B_PROMPT_VERSION = 2\nA_B_TEXT = "x"\nA_TEXT = "y"',
            {"A_B_TEXT": "2", "A_TEXT": "1"},
            id="the longest beginning",
        ),
        pytest.param('LLM_PROMPT_VERSION = "1"\nSCORING = "x"', {"SCORING": "1"}, id="the only one in the module"),
        pytest.param(
            'ONE_PROMPT_VERSION = "1"\nTWO_PROMPT_VERSION = "2"\nSCORING = "x"', {"SCORING": None}, id="one of two"
        ),
        pytest.param(
            'class A:\n  PROMPT_VERSION = 3\n  TEXT = "x"\nclass B:\n  TEXTS = "y"',
            {"TEXT": "3", "TEXTS": None},
            id="of a class",
        ),
        pytest.param(
            'class TriagePrompt:\n  version = "1.2"\n  text = "x"', {"text": "1.2"}, id="of a class of prompts"
        ),
        pytest.param('def f():\n  prompt_version = 3\n  prompt = "x"', {"prompt": "3"}, id="of a function"),
        pytest.param('A_VERSION = "v2"\nA = "x"\nPROMPT_VERSION = "v3"', {"A": "v2"}, id="the nearest wins"),
    ],
)
def test_constants_beside(text: str, expected: dict[str, str | None]) -> None:
    assert Module(text).bindings() == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('VERSION = "1.2.0"\n__version__ = "1.2.0"\nA = "x"', id="of the package"),
        pytest.param('API_VERSION = "2024-02-01"\nSCHEMA_VERSION = 3\nA = "x"', id="of something else"),
        pytest.param('PROMPT_SCHEMA_VERSION = 3\nPROMPT_API_VERSION = 3\nA = "x"', id="of a part"),
        pytest.param('PROMPTFLOW_VERSION = "1.2"\nTEMPLATE_VERSION = "1.2"\nA = "x"', id="of a tool"),
        pytest.param('DEFAULT_PROMPT_VERSION = "v2"\nMIN_PROMPT_VERSION = 1\nA = "x"', id="a choice and a limit"),
        pytest.param('PROMPT_VERSION = "latest"\nA = "x"', id="a word"),
        pytest.param('PROMPT_VERSION = "see version 3"\nA = "x"', id="a sentence"),
        pytest.param('PROMPT_VERSION = os.environ["PROMPT_VERSION"]\nA = "x"', id="from elsewhere"),
        pytest.param('PROMPT_VERSION = f"v{MAJOR}"\nA = "x"', id="computed"),
        pytest.param('PROMPT_VERSION = True\nA = "x"', id="a flag"),
        pytest.param('PROMPT_VERSION = None\nA = "x"', id="none"),
        pytest.param('PROMPT_VERSION = -3\nA = "x"', id="below zero"),
        pytest.param('PROMPT_VERSION = b"3"\nA = "x"', id="bytes"),
        pytest.param(f'PROMPT_VERSION = "{"9" * 5000}"\nA = "x"', id="very long"),
        pytest.param('PROMPT_VERSION = "v2"\nPROMPT_VERSION = "v3"\nA = "x"', id="two values"),
        pytest.param('PROMPT_VERSION = 2\nPROMPT_VERSION += 1\nA = "x"', id="counted up"),
        pytest.param('for PROMPT_VERSION in (1, 2):\n  A = "x"', id="of a loop"),
        pytest.param('from .versions import PROMPT_VERSION\nA = "x"', id="imported"),
        pytest.param('with f() as PROMPT_VERSION, g() as (A_PROMPT_VERSION, [*b.c]):\n  A = "x"', id="of a with"),
        pytest.param('def f(prompt_version=3):\n  a = "x"', id="a parameter"),
        pytest.param('def f():\n  prompt_version = 3\nA = "x"', id="inside a function"),
        pytest.param('class A:\n  PROMPT_VERSION = 3\nB = "x"', id="inside a class"),
        pytest.param('class Agent:\n  version = "1.2"\n  text = "x"', id="of a class of something else"),
        pytest.param('class P:\n  TRIAGE_VERSION = 3\nTRIAGE = "x"', id="in another scope"),
        pytest.param('API = "x"\nAPI_V = 3', id="no version at all"),
    ],
)
def test_what_is_no_version_of_a_prompt(text: str) -> None:
    module = Module(text)
    assert set(module.bindings().values()) <= {None}


def test_a_module_without_a_version_is_not_looked_through() -> None:
    module = Module('A = "x"\nask(A)\ndef f(): ...\nB = {"system": "x"}')
    assert module.bindings() == {"A": None, "B": None}
    assert module.calls() == [None]
    assert module.functions() == {"f": None}
    assert module.mappings() == [None]
    assert module.entries() == {"'system'": None}
    assert "_outline" not in vars(module.versions)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'TRIAGE_V3 = "x"\nTRIAGE_V2 = "y"', {"TRIAGE_V3": "V3 by its name", "TRIAGE_V2": "V2 by its name"}, id="V3"
        ),
        pytest.param('triage_v1_0 = "x"', {"triage_v1_0": "v1.0 at v1_0 by its name"}, id="with an underscore"),
        pytest.param('_TRIAGE_V3_: str = "x"', {"_TRIAGE_V3_": "V3 by its name"}, id="underscores around"),
        pytest.param('class P(Enum):\n  V1 = "x"', {"V1": "V1 by its name"}, id="nothing but a version"),
        pytest.param('prompts.triage_v3 = "x"', {"prompts.triage_v3": "v3 by its name"}, id="of an attribute"),
        pytest.param(
            'def f():\n  prompt_v3 = "x"\n  found_v3 = "y"',
            {"prompt_v3": "v3 by its name", "found_v3": None},
            id="inside a function",
        ),
        pytest.param('A_V3 = "x"\nPROMPT_VERSION = "v4"', {"A_V3": "v4"}, id="what is declared comes first"),
        pytest.param('PROMPT_LLAMA_V2 = "x"', {"PROMPT_LLAMA_V2": None}, id="of a model"),
        pytest.param('PROMPT_FOR_API_V2 = "x"', {"PROMPT_FOR_API_V2": None}, id="of a protocol"),
        pytest.param('TRIAGE_3 = "x"\nTRIAGE3 = "y"', {"TRIAGE_3": None, "TRIAGE3": None}, id="without the letter"),
        pytest.param('TRIAGE_V3_SYSTEM = "x"', {"TRIAGE_V3_SYSTEM": None}, id="in the middle"),
        pytest.param('IPV4 = "x"', {"IPV4": None}, id="something else"),
    ],
)
def test_names_that_end_in_a_version(text: str, expected: dict[str, str | None]) -> None:
    assert Module(text).bindings() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("def triage_prompt_v3(): ...", {"triage_prompt_v3": "v3 by its name"}, id="called after prompts"),
        pytest.param("def run_agent_v3(): ...", {"run_agent_v3": None}, id="called after something else"),
        pytest.param(
            "TRIAGE_PROMPT_VERSION = 3\ndef build_triage_prompt(): ...\ndef build_summary_prompt(): ...",
            {"build_triage_prompt": "3", "build_summary_prompt": None},
            id="a constant for one of them",
        ),
        pytest.param("PROMPT_VERSION = 3\ndef f(): ...", {"f": "3"}, id="a constant for all"),
        pytest.param('def f():\n  PROMPT_VERSION = 3\n  return "x"', {"f": "3"}, id="a constant inside"),
        pytest.param('@prompt("triage", version="1.2")\ndef f(): ...', {"f": "1.2"}, id="by a decorator"),
        pytest.param('@observe(metadata={"prompt_version": 3})\ndef f(): ...', {"f": "3"}, id="what a decorator notes"),
        pytest.param('@app.get("/", version="1.2")\ndef f(): ...', {"f": None}, id="by another decorator"),
        pytest.param('@prompt\n@deprecated(version="1.2")\ndef f(): ...', {"f": None}, id="of another decorator"),
    ],
)
def test_functions(text: str, expected: dict[str, str | None]) -> None:
    assert Module(text).functions() == expected


# ---------------------------------------------------------------- arguments and keys


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param('Prompt("x", version=3)', "3", id="of a prompt"),
        pytest.param('prompts.register_template(text="x", version="1.2.0")', "1.2.0", id="of a function for prompts"),
        pytest.param('PromptTemplate("x", metadata={"version": "v3"})', "v3", id="what is noted of a prompt"),
        pytest.param('client.create(system="x", prompt_version="sales-v3")', "v3", id="whoever takes it"),
        pytest.param('client.create(system="x", metadata={"prompt_version": 3})', "3", id="what is noted of a request"),
        pytest.param('client.create(metadata={"user": u, "promptVersion": "3"})', "3", id="in another style"),
        pytest.param('client.create(extra_headers={"X-Prompt-Version": "3"})', "3", id="a header"),
        pytest.param('client.create(extra_body={"metadata": {"prompt_version": "3"}})', "3", id="deeper"),
        pytest.param('Request(params=Params(metadata={"prompt_version": "3"}))', "3", id="in a call inside"),
        pytest.param('client.create(**{"metadata": {"prompt_version": "3"}})', "3", id="spread"),
        pytest.param('client.create(metadata=dict(prompt_version="3"))', "3", id="a call of dict"),
        pytest.param('dict(version=3, system="x")', "3", id="a mapping by a call"),
        pytest.param('client.create(system="x", metadata={"prompt_version": V})', "v9", id="a constant"),
        pytest.param('client.create(system="x", metadata=M)', "7", id="a mapping with a name"),
        pytest.param('client.create(system="x", version="1.2")', None, id="of a request"),
        pytest.param('chain.astream_events(x, version="v2")', None, id="of a protocol"),
        pytest.param('Agent(instructions="x", version="1.2")', None, id="of an agent"),
        pytest.param('Client(api_version="2024-02-01", anthropic_version="v3")', None, id="of an interface"),
        pytest.param('client.create(extra_headers={"anthropic-version": "2023-06-01"})', None, id="in a header"),
        pytest.param('client.create(metadata={"version": "1.2"})', None, id="of something else that is noted"),
        pytest.param('client.create(metadata={"schema_version": 3})', None, id="of a schema"),
        pytest.param('Prompt("x", version="latest")', None, id="a word"),
        pytest.param('Prompt("x", version=get_version())', None, id="computed"),
        pytest.param('Prompt("x", version=MISSING)', None, id="a name from nowhere"),
        pytest.param('Prompt("x", version="5f1c9a0be")', None, id="a hash"),
        pytest.param('client.create(tools=[{"name": "t", "version": "1.2"}])', None, id="of a tool"),
        pytest.param('requests.patch(url, json={"version": 2, "content": "x"})', None, id="of a record"),
        pytest.param('client.create(messages=[{"prompt_version": "3"}])', None, id="in what is sent"),
        pytest.param('client.create(input={"prompt_version": "3"})', None, id="in the input"),
        pytest.param("client.create(a=f(b=f(c=f(d=f(prompt_version=3)))))", None, id="too deep"),
    ],
)
def test_arguments(call: str, expected: str | None) -> None:
    module = Module(f'V = "v9"\nM = {{"prompt_version": 7}}\n{call}\nTEXT = {call}')
    statement = module.tree.body[2]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    assert module.shown(module.versions.of_call(statement.value)) == expected
    assert module.bindings()["TEXT"] == expected


def test_a_parameter_hides_a_constant() -> None:
    text = """
        VERSION, V = 1, 2
        W = 3
        def f(W):
            ask(prompt_version=W)
        class C:
            X = 4
            ask(prompt_version=X)
            def g(self):
                ask(prompt_version=X)
                ask(prompt_version=W)
        ask(prompt_version=V)
    """
    assert Module(text).calls() == [None, "4", None, "3", None]


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        pytest.param('{"version": 3, "system": "x"}', "3", id="beside the text"),
        pytest.param('{"version": "1.2", "template": "x"}', "1.2", id="beside a template"),
        pytest.param('{"prompt_version": 3, "x": "x"}', "3", id="beside anything"),
        pytest.param('{"messages": [], "metadata": {"version": 3}}', "3", id="in what is noted"),
        pytest.param('{"messages": [], "metadata": {"prompt_version": 3}}', "3", id="in what is noted, by name"),
        pytest.param('{"version": 3, "url": "x"}', None, id="without a prompt"),
        pytest.param('{"name": "x", "version": "1.0", "description": "d"}', None, id="of a server"),
        pytest.param('{"openapi": "3.1.0", "version": "1.0", "content": {}}', None, id="of an interface"),
        pytest.param('{"type": "object", "version": 3, "properties": {"text": {}}}', None, id="of a schema"),
        pytest.param('{"anthropic_version": "bedrock-2023-05-31", "system": "x"}', None, id="of a protocol"),
        pytest.param('{"version": "abc", "prompt": "x"}', None, id="no version"),
        pytest.param('{"version": {"type": "integer"}, "text": {"type": "string"}}', None, id="described"),
        pytest.param('{"system": {"version": 3}}', None, id="of what is inside"),
        pytest.param('{**base, 3: 4, "version": 3, "system": "x"}', "3", id="among other keys"),
    ],
)
def test_keys(mapping: str, expected: str | None) -> None:
    module = Module(f"send({mapping})\nREQUEST = {mapping}")
    assert module.mappings() == [expected, expected]
    assert module.bindings() == {"REQUEST": expected}


def test_comments_of_mappings() -> None:
    text = """
        jobs = [
            # promptlint: version=3
            {"system": "x"},
            {
                "system": "y",  # promptlint: version=4
            },
            {"system": "z"},
        ]
    """
    assert Module(text).mappings() == ["3", "4", None]
    assert Module('# promptlint: version=3\nbody = {"system": "x"}').mappings() == ["3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'PROMPTS = {"v1": "x", "v2": "y"}', {"'v1'": "v1 by its key", "'v2'": "v2 by its key"}, id="versions"
        ),
        pytest.param(
            'P = {"1.0": "x", "1.1": "y", "latest": "z"}',
            {"'1.0'": "1.0 by its key", "'1.1'": "1.1 by its key", "'latest'": None},
            id="versions and a word",
        ),
        pytest.param(
            'P = {"v1_plain": "x", "v2-short": "y"}',
            {"'v1_plain'": "v1 by its key", "'v2-short'": "v2 by its key"},
            id="versions and what is new in them",
        ),
        pytest.param('P = {"2026-11-22": "x"}', {"'2026-11-22'": "2026-11-22 by its key"}, id="a date"),
        pytest.param(
            "PROMPT_VERSIONS = {1: 'x', 2: 'y'}", {"1": "1 by its key", "2": "2 by its key"}, id="numbers, called so"
        ),
        pytest.param(
            'P = {"triage_v2": "x", "other": "y"}',
            {"'triage_v2'": "v2 by its key", "'other'": None},
            id="a key that ends in one",
        ),
        pytest.param("STAGES = {1: 'x', 2: 'version'}", {"1": None, "2": None}, id="numbers"),
        pytest.param("P = {'1': 'x', '2': 'v2'}", {"'1'": None, "'2'": None}, id="numbers as text"),
        pytest.param("P = {'v1': 'x', 'name': 'y'}", {"'v1'": "v1 by its key", "'name'": None}, id="among other keys"),
        pytest.param("P = {'v1': 'x', NAME: 'y'}", {"'v1'": "v1 by its key", "NAME": None}, id="beside a computed key"),
        pytest.param("P = {True: 'x', None: 'v1', 2.5: 'y'}", {"True": None, "None": None, "2.5": None}, id="others"),
        pytest.param("P = {'llama-v2': 'x', 'a_v': 'y'}", {"'llama-v2'": None, "'a_v'": None}, id="models"),
        pytest.param(
            "P_VERSION = 3\nP = {'a': 'x', 'b': 'y', **more}", {"'a'": "3", "'b'": "3", "**": None}, id="of all entries"
        ),
        pytest.param(
            "P = {\n  'a': 'x',\n  # promptlint: version=3\n  'b': '''y\n''',\n  'c': 'z',  # promptlint: version=4\n}",
            {"'a'": None, "'b'": "3", "'c'": "4"},
            id="comments",
        ),
        pytest.param(
            "P = {\n  'a': Prompt('x', version=3),\n  'b': {'version': 4, 'system': 'y'},\n  'c': 'z',\n}",
            {"'a'": "3", "'b'": "4", "'c'": None},
            id="of each entry",
        ),
        pytest.param("P = {'version': 3, 'system': 'x'}", {"'version'": "3", "'system'": "3"}, id="beside an entry"),
        pytest.param(
            "PROMPT_VERSION = 'v2'\nP = {'v1': 'x', 'v2': 'y'}",
            {"'v1'": "v1 by its key", "'v2'": "v2 by its key"},
            id="a constant that chooses",
        ),
        pytest.param("P_V3 = {'a': 'x'}", {"'a'": "V3 by its name"}, id="by the name of all"),
        pytest.param("send({'v1': 'x'})", {"'v1'": "v1 by its key"}, id="without a name"),
    ],
)
def test_entries(text: str, expected: dict[str, str | None]) -> None:
    assert Module(text).entries() == expected


def test_entries_that_are_added() -> None:
    module = Module('PROMPTS["v3"] = "x"\nPROMPTS["triage"] = "version"\nPROMPTS[3] = "y"')
    assert list(module.bindings().values()) == ["v3 by its key", None, None]


def test_frozen_origins() -> None:
    assert [each for each in Origin if each.freezes] == [Origin.FILE_NAME, Origin.FOLDER, Origin.NAME, Origin.KEY]


# ---------------------------------------------------------------- large and strange modules


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("".join(f'P{n} = "x"\nP{n}_VERSION = {n}\n' for n in range(3000)), id="a version for each"),
        pytest.param("PROMPT_VERSION = 3\n" + "".join(f'P{n} = "x"\n' for n in range(3000)), id="one for all"),
        pytest.param('A = "x"  # promptlint: version=3\n' * 3000, id="comments"),
        pytest.param("# promptlint: version=3\n" * 3000 + 'A = "x"', id="stacked comments"),
        pytest.param('if a:\n  A = "v1"\n' + 'elif b:\n  A = "v1"\n' * 900, id="a chain of conditions"),
    ],
)
def test_many(text: str) -> None:
    module = Module(text)
    found = [
        module.versions.of_binding(target.id, node)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name)
    ]
    assert len(found) == text.count(" = ")  # in a fraction of a second; quadratic, it would be minutes


def test_mappings_that_hold_each_other() -> None:
    names = [f"M{n}" for n in range(50)]
    text = "".join(f"{name} = {{{', '.join(f'{other!r}: {other}' for other in names)}}}\n" for name in names)
    module = Module(text + f"ask(version=3, {', '.join(f'{name}={name}' for name in names)})\n" * 20)
    assert module.calls() == [None] * 20
