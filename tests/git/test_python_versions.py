"""Versions of prompts in Python code and real history: what reaches a request through imports, texts and templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from promptlint.engine import Options, check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _repo import Repo
    from promptlint.engine import Outcome

STAGED = Options(staged=True)
RULES = "You triage bug reports into four classes. " + "Be brief, and never guess. " * 300
TEXT = f'RULES = "{RULES}"\n'
ASK = """
import anthropic

from texts import RULES

client = anthropic.Anthropic()


def ask(question):
    system = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=100,
        system=system,
        messages=[{"role": "user", "content": question}],
    )
"""
FILES = {"app/texts.py": TEXT, "app/ask.py": ASK}
VERSIONED = FILES | {"app/texts.py": "# promptlint: version=3\n" + TEXT}


def staged(repo: Repo, before: Mapping[str, str], after: Mapping[str, str]) -> Outcome:
    repo.commit_files(dict(before))
    for path in before:
        if path not in after:
            repo.remove(path)
    for path, text in after.items():
        repo.write(path, text)
    repo.add()
    return check(STAGED, str(repo.path))


def codes(outcome: Outcome) -> list[str]:
    return [each.code for each in outcome.diagnostics if each.code.startswith("PL3")]


def edited(files: Mapping[str, str], path: str = "app/texts.py") -> dict[str, str]:
    return {**files, path: files[path].replace("four", "five")}


def bumped(files: Mapping[str, str]) -> dict[str, str]:
    return {path: text.replace("version=3", "version=4") for path, text in files.items()}


def test_a_constant_without_a_version_reaches_the_request(repo: Repo) -> None:
    outcome = staged(repo, FILES, edited(FILES))
    assert codes(outcome) == ["PL302"]
    (diagnostic,) = outcome.diagnostics
    assert diagnostic.finding.primary.path == "app/texts.py"
    assert diagnostic.prompt == "app/ask.py#ask"


def test_a_constant_with_a_version(repo: Repo) -> None:
    outcome = staged(repo, VERSIONED, edited(VERSIONED))
    assert codes(outcome) == ["PL301"]


def test_a_constant_with_a_bump(repo: Repo) -> None:
    assert codes(staged(repo, VERSIONED, bumped(edited(VERSIONED)))) == []


def test_a_version_at_the_call(repo: Repo) -> None:
    files = {**FILES, "app/ask.py": ASK.replace("    return client", "    # promptlint: version=3\n    return client")}
    assert codes(staged(repo, files, edited(files))) == ["PL301"]
    repo.commit()
    assert codes(staged(repo, files, bumped(edited(files)))) == []


def test_one_constant_of_several_requests_is_one_diagnostic(repo: Repo) -> None:
    files = {**VERSIONED, "app/other.py": ASK.replace("def ask", "def other")}
    (diagnostic,) = staged(repo, files, edited(files)).diagnostics
    assert diagnostic.code == "PL301"
    assert diagnostic.finding.help is not None
    assert "app/ask.py#ask (3)" in diagnostic.finding.help
    assert "app/other.py#other (3)" in diagnostic.finding.help


def test_a_change_reaches_through_modules_without_prompts(repo: Repo) -> None:
    files = {
        "app/texts.py": TEXT,
        "app/middle.py": "from texts import RULES as rules\n\n\ndef both():\n    return rules + ' Thank you.'\n",
        "app/ask.py": ASK.replace("from texts import RULES", "from middle import both").replace("RULES", "both()"),
    }
    assert codes(staged(repo, files, edited(files))) == ["PL302"]


def test_a_change_reaches_through_a_package(repo: Repo) -> None:
    files = {
        "app/texts/__init__.py": "from .rules import RULES\n",
        "app/texts/rules.py": TEXT,
        "app/ask.py": ASK,
    }
    assert codes(staged(repo, files, edited(files, "app/texts/rules.py"))) == ["PL302"]


def test_a_text_that_code_reads(repo: Repo) -> None:
    files = {
        "app/rules.txt": RULES,
        "app/ask.py": ASK.replace(
            "from texts import RULES",
            'from pathlib import Path\n\nRULES = (Path(__file__).parent / "rules.txt").read_text()',
        ),
    }
    assert codes(staged(repo, files, edited(files, "app/rules.txt"))) == ["PL302"]


def test_a_template_that_code_renders(repo: Repo) -> None:
    render = (
        "from jinja2 import Environment, FileSystemLoader\n\n"
        'RULES = Environment(loader=FileSystemLoader("app")).get_template("rules.j2").render()'
    )
    files = {"app/rules.j2": RULES, "app/ask.py": ASK.replace("from texts import RULES", render)}
    outcome = staged(repo, files, edited(files, "app/rules.j2"))
    assert codes(outcome) == ["PL302"]


UNCHANGED = {
    "moved": {
        "app/words.py": TEXT,
        "app/ask.py": ASK.replace("from texts", "from words"),
    },
    "renamed": {
        "app/texts.py": TEXT.replace("RULES", "TRIAGE"),
        "app/ask.py": ASK.replace("RULES", "TRIAGE"),
    },
    "wrapped": {
        "app/texts.py": f'RULES = (\n    "{RULES[:50]}"\n    "{RULES[50:90]}"\n    f"{RULES[90:]}"\n)\n',
        "app/ask.py": ASK,
    },
    "added": {
        "app/texts.py": f'RULES = "{RULES[:50]}" + """{RULES[50:]}"""\n',
        "app/ask.py": ASK,
    },
    "extracted": {
        "app/texts.py": f'def _start():\n    return "{RULES[:50]}"\n\n\nRULES = _start() + "{RULES[50:]}"\n',
        "app/ask.py": ASK,
    },
    "function renamed": {
        "app/texts.py": TEXT,
        "app/ask.py": ASK.replace("def ask", "def send").replace("question", "text"),
    },
    "request extracted": {
        "app/texts.py": TEXT,
        "app/ask.py": ASK.replace("def ask(question)", "def send(system, question)").replace(
            '    system = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]\n', ""
        )
        + "\n\ndef ask(question):\n"
        + '    system = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]\n'
        "    return send(system, question)\n",
    },
}


@pytest.mark.parametrize("after", UNCHANGED.values(), ids=UNCHANGED)
def test_a_refactoring_changes_nothing(repo: Repo, after: dict[str, str]) -> None:
    assert codes(staged(repo, FILES, after)) == []


@pytest.mark.parametrize("after", UNCHANGED.values(), ids=UNCHANGED)
def test_an_edit_is_seen_through_a_refactoring(repo: Repo, after: dict[str, str]) -> None:
    assert codes(staged(repo, FILES, {path: text.replace("four", "five") for path, text in after.items()})) == ["PL302"]


def test_likely_prompts_without_a_version_need_none(repo: Repo) -> None:
    files = {"app/prompts.py": f'TRIAGE_PROMPT = "{RULES}"\n'}
    assert codes(staged(repo, files, edited(files, "app/prompts.py"))) == []


def test_likely_prompts_with_a_version_keep_to_it(repo: Repo) -> None:
    files = {"app/prompts.py": f'TRIAGE_PROMPT = "{RULES}"\nTRIAGE_PROMPT_VERSION = "3"\n'}
    assert codes(staged(repo, files, edited(files, "app/prompts.py"))) == ["PL301"]


def test_a_frozen_name(repo: Repo) -> None:
    files = {"app/prompts.py": f'TRIAGE_PROMPT_V3 = "{RULES}"\n'}
    (diagnostic,) = staged(repo, files, edited(files, "app/prompts.py")).diagnostics
    assert diagnostic.code == "PL305"
    assert diagnostic.finding.help == "keep it, and add the edit as version V4, under a name of its own"


def test_modules_that_do_not_use_what_changed_are_left_alone(repo: Repo) -> None:
    texts = TEXT + 'OTHER = "other"\n'
    files = {"app/texts.py": texts, "app/ask.py": ASK}
    outcome = staged(repo, files, {**files, "app/texts.py": texts.replace('"other"', '"another"')})
    assert codes(outcome) == []
    assert "app/ask.py" not in outcome.sources


WRAPPER = """
import anthropic


class LLM:
    def __init__(self, model):
        self.model = model
        self.client = anthropic.Anthropic()

    def ask(self, system, words):
        return self.client.messages.create(
            model=self.model, max_tokens=9, system=system, messages=[{"role": "user", "content": words}]
        )
"""


@pytest.mark.parametrize("changed", ["app/run.py", "app/texts.py"])
def test_what_a_caller_passes_to_a_wrapper(repo: Repo, changed: str) -> None:
    own = f'TEXT = "{RULES}"\n' if changed == "app/run.py" else "from texts import RULES as TEXT\n"
    run = f"from llm import LLM\n\n{own}\n\ndef run(words):\n    return LLM('m').ask(TEXT, words)\n"
    files = {"app/llm.py": WRAPPER, "app/texts.py": TEXT, "app/run.py": run}
    outcome = staged(repo, files, edited(files, changed))
    assert codes(outcome) == ["PL302"]
    assert outcome.diagnostics[0].finding.primary.path == changed


TEXTS = """
import json
from pathlib import Path

import yaml

HELD = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))
RULES = HELD["triage"]["text"]
"""
PLAIN = RULES.strip()
YAML = f"triage:\n  version: 3\n  text: {PLAIN}\nother:\n  version: 7\n  text: Good day.\n"
HELD = {"app/texts.py": TEXTS, "app/ask.py": ASK, "app/texts.yaml": YAML}
IN_YAML = "app/texts.yaml"


def in_json(files: Mapping[str, str], held: str) -> dict[str, str]:
    """The same with the texts in a JSON file."""
    program = files["app/texts.py"].replace("texts.yaml", "texts.json").replace("yaml.safe_load", "json.loads")
    return {"app/texts.py": program, "app/ask.py": files["app/ask.py"], "app/texts.json": held}


def test_a_text_in_a_yaml_file_has_the_version_beside_it(repo: Repo) -> None:
    outcome = staged(repo, HELD, edited(HELD, IN_YAML))
    assert codes(outcome) == ["PL301"]
    (diagnostic,) = outcome.diagnostics
    assert (diagnostic.finding.primary.path, diagnostic.prompt) == (IN_YAML, "app/ask.py#ask")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("version: 3", "version: 4", id="bumped"),
        pytest.param("Good day.", "Good night.", id="another text of the file"),
        pytest.param("triage:", "# The first one.\ntriage:", id="a comment"),
        pytest.param(f"text: {PLAIN}", f"text: '{PLAIN}'", id="other quotes"),
    ],
)
def test_edits_of_a_yaml_file_that_are_fine(repo: Repo, old: str, new: str) -> None:
    after = edited(HELD, IN_YAML) if new == "version: 4" else HELD
    assert old in after[IN_YAML]
    outcome = staged(repo, HELD, {**after, IN_YAML: after[IN_YAML].replace(old, new)})
    assert codes(outcome) == []


def test_a_version_for_the_whole_file(repo: Repo) -> None:
    whole = {**HELD, IN_YAML: "version: 3\n" + YAML.replace("  version: 3\n", "")}
    assert codes(staged(repo, whole, edited(whole, IN_YAML))) == ["PL301"]


def test_a_text_in_a_json_file(repo: Repo) -> None:
    before = in_json(HELD, f'{{"triage": {{"text": "{RULES}", "text_version": 3}}}}')
    assert codes(staged(repo, before, edited(before, "app/texts.json"))) == ["PL301"]


def test_a_text_in_a_yaml_file_without_a_version(repo: Repo) -> None:
    bare = {**HELD, IN_YAML: YAML.replace("  version: 3\n", "")}
    assert codes(staged(repo, bare, edited(bare, IN_YAML))) == ["PL302"]
