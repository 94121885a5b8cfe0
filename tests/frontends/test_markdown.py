"""Markdown and plain text: most of it is for people."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from _reading import MAYBE, SURE, read, shape_of_facts
from promptlint.errors import UnreadableError
from promptlint.facts import Print, Text
from promptlint.frontends import markdown, text
from promptlint.frontends._frontend import Claim
from promptlint.ir import Section
from promptlint.source import SourceFile

MARKDOWN, TEXT = markdown.FRONTEND, text.FRONTEND


def is_prompt(path: str, content: str) -> bool:
    """Whether a file outside of prompt folders is taken for a prompt, asked as the linker asks."""
    if MARKDOWN.claims(PurePosixPath(path), in_prompt_folder=False) is Claim.NO:
        return False
    if not MARKDOWN.suspects(content.encode()):
        return False
    try:
        return MARKDOWN.facts(SourceFile(path, content), MAYBE) is not None
    except UnreadableError:
        return False


def matter(*lines: str, body: str = "Body.") -> str:
    return "\n".join(["---", *lines, "---", body, ""])


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("README.md", matter("name: a", "description: b", "tools: c"), id="readme"),
        pytest.param("skills/README.zh-CN.md", matter("name: a", "description: b"), id="translated readme"),
        pytest.param("docs/guide.md", "Write `{{name}}` and {{name}}, {% if a %}.", id="prose with braces"),
        pytest.param("docs/jinja.md", "```jinja\n{% for a in b %}{{ a }}{% endfor %}\n```", id="about templates"),
        pytest.param("notes.md", "---\nJust a rule above.\n", id="rule at the head"),
        pytest.param("post.md", matter("title: a", "date: 2024-01-01", "description: b", "tags: [c]"), id="blog post"),
        pytest.param("docs/a.md", matter("title: a", "sidebar_position: 1", "description: b"), id="docs page"),
        pytest.param("docs/tools.md", matter("title: a", "description: b", "tools: [c]"), id="page about tools"),
        pytest.param("docs/commands/git.md", matter("description: b"), id="page about a command"),
        pytest.param("website/agents/a.md", matter("name: a", "description: b"), id="page about an agent"),
        pytest.param("agents/a.md", matter("title: a", "layout: page", "description: b", "name: c"), id="page layout"),
        pytest.param("agents/a.md", "No front matter.", id="agent folder alone"),
        pytest.param("commands/a.md", "No front matter, no arguments.", id="command folder alone"),
        pytest.param("skills/a/reference.md", matter("name: a", "description: b"), id="a skill's reference"),
        pytest.param("skills/a/SKILL.md", "No front matter.", id="skill without front matter"),
        pytest.param("skills/a/SKILL.md", matter("name: a"), id="skill without description"),
        pytest.param("a.md", matter("description: b"), id="description alone"),
        pytest.param("a.md", matter("name: a", "description: b"), id="name and description alone"),
        pytest.param("a.md", matter("mode: dark", "theme: b"), id="mode of something else"),
        pytest.param("agents/a.md", "---\nname: a\ndescription: b\n", id="front matter that never ends"),
        pytest.param("skills/a/SKILL.md", matter("name: a", "description: b", body=""), id="no body"),
        pytest.param("doc.md", "Pass `$ARGUMENTS` to it.", id="about arguments"),
    ],
)
def test_no_prompt(path: str, content: str) -> None:
    assert not is_prompt(path, content)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("skills/pdf/SKILL.md", matter("name: pdf", "description: a"), id="skill"),
        pytest.param(".claude/agents/a.md", matter("name: a", "description: b"), id="agent"),
        pytest.param(
            "plugins/x/agents/dev/a.md", matter("name: a", "description: b", "model: opus"), id="sorted agent"
        ),
        pytest.param("agents/a.agent.md", matter("description: b", "tools: [c]"), id="agent by its ending"),
        pytest.param("a.chatmode.md", matter("description: b"), id="chat mode"),
        pytest.param(".claude/commands/a.md", matter("description: b"), id="command"),
        pytest.param(".claude/commands/a.md", "Mend issue $ARGUMENTS.", id="command without front matter"),
        pytest.param("x.md", matter("allowed-tools: Bash"), id="allowed tools"),
        pytest.param("x.md", matter("argument-hint: '[a]'"), id="argument hint"),
        pytest.param("x.instructions.md", matter("applyTo: '**'"), id="instructions"),
        pytest.param(".cursor/rules/a.mdc", matter("description: a", "globs: *.py", "alwaysApply: false"), id="rule"),
        pytest.param("x.md", matter("name: a", "description: b", "tools: Read"), id="agent by its keys"),
        pytest.param("skills/a/SKILL.md", matter("name: a", "description: Use when: always"), id="colons in prose"),
    ],
)
def test_prompts_by_their_shape(path: str, content: str) -> None:
    assert is_prompt(path, content)


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("prompts/README.md", Claim.NO),
        ("prompts/readme.txt", Claim.NO),
        ("prompts/LICENSE.txt", Claim.NO),
        ("prompts/CHANGELOG.md", Claim.NO),
        ("prompts/index.md", Claim.NO),
        ("prompts/SECURITY.md", Claim.NO),
        ("prompts/requirements.txt", Claim.NO),
        ("prompts/requirements-dev.txt", Claim.NO),
        ("prompts/dev-requirements.txt", Claim.NO),
        ("prompts/robots.txt", Claim.NO),
        ("prompts/CMakeLists.txt", Claim.NO),
        ("prompts/security.md", Claim.SURE),
        ("prompts/summary.txt", Claim.SURE),
        ("prompts/gather_requirements.txt", Claim.SURE),
        ("prompts/readme_writer.md", Claim.SURE),
        ("prompts/index_documents.md", Claim.SURE),
        ("prompts/triage.md", Claim.SURE),
    ],
)
def test_claims_in_prompt_folders(path: str, claim: Claim) -> None:
    frontend = TEXT if path.endswith(".txt") else MARKDOWN
    assert frontend.claims(PurePosixPath(path), in_prompt_folder=True) is claim


def test_text_files_count_in_prompt_folders_only() -> None:
    assert TEXT.claims(PurePosixPath("notes/a.txt"), in_prompt_folder=False) is Claim.NO


# ---------------------------------------------------------------- templates in prompt folders


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("Answer briefly.", "Answer briefly.", id="plain"),
        pytest.param("Answer {{question}}.", "Answer <question>.", id="double braces"),
        pytest.param('Answer {question} as {"a": 1}.', 'Answer <question> as {"a": 1}.', id="braces beside json"),
        pytest.param("{% if a %}b{% endif %}", "<if a>b<end>", id="jinja"),
        pytest.param("See:\n```\n{{name}}\n```\n", "See:\n```\n{{name}}\n```\n", id="in a fence only"),
        pytest.param("{{a}}\n```\n{{name}} {{a}}\n```\n", "<a>\n```\n{{name}} <a>\n```\n", id="in a fence too"),
        pytest.param("{a}\n~~~\n{b!r} {a}\n~~~\n", "<a>\n~~~\n{b!r} <a>\n~~~\n", id="fields in a fence"),
        pytest.param("- x\n  ```\n  {{b}}\n  ```\n{{a}}", "- x\n  ```\n  {{b}}\n  ```\n<a>", id="fence in a list"),
        pytest.param("{{a}}\n```\n{{b}}", "<a>\n```\n{{b}}", id="fence that never ends"),
        pytest.param(
            "{% if a %}b{% endif %}\n```\n{% for %}\n```\n",
            "{% if a %}b{% endif %}\n```\n{% for %}\n```\n",
            id="a text about jinja",
        ),
        pytest.param("---\nname: x\ninputs: [b]\n---\n```\n{{a}} {{b}}\n```\n", "```\n{{a}} <b>\n```\n", id="declared"),
        pytest.param("Ask {a}: `run({b})`", "Ask <a>: `run({b})`", id="code inside of a line"),
        pytest.param("Ask {a} for `x/{a}`", "Ask <a> for `x/<a>`", id="code inside of a line too"),
        pytest.param("Use `{a}`, `{b}/{c}`.", "Use `<a>`, `<b>/<c>`.", id="nothing but placeholders in code"),
        pytest.param("Add `[{a}]` to `{}`.", "Add `[<a>]` to `{}`.", id="an empty mapping in code"),
        pytest.param('Ask {a}: log f"no {b}"', 'Ask <a>: log f"no {b}"', id="an f-string"),
        pytest.param("Ask {a}, if {b}", "Ask <a>, if <b>", id="a word that ends as an f-string begins"),
        pytest.param("Ask {a}: GET /x/{b}/y {b2}", "Ask <a>: GET /x/{b}/y <b2>", id="a route"),
        pytest.param("Ask {a}: `f({b})` `g({c})`", "Ask <a>: `f({b})` `g({c})`", id="some in code"),
        pytest.param(
            "Log {a}: `f({b})` `g({c})` `h({d})`", "Log {a}: `f({b})` `g({c})` `h({d})`", id="a text about a program"
        ),
        pytest.param(
            "{a} {b} {c}: `f({d})` `g({e})` `h({f})`", "<a> <b> <c>: `f({d})` `g({e})` `h({f})`", id="as many"
        ),
        pytest.param(
            "Ask {a}:\n```\n{b}\n```\n```\n{c}\n```\n```\n{d}\n```\n",
            "Ask <a>:\n```\n{b}\n```\n```\n{c}\n```\n```\n{d}\n```\n",
            id="what is quoted is no program",
        ),
        pytest.param(
            "---\nname: x\ninputs: [a]\n---\nLog {a}, {z}: `f({b})` `g({c})` `h({d})`",
            "Log <a>, {z}: `f({b})` `g({c})` `h({d})`",
            id="declared in a text about a program",
        ),
        pytest.param("system:\nA {{b}}\nuser:\nC", "<role system>A <b>\n<role user>C", id="roles"),
        pytest.param("# System\nA\n# User\nC", "<role system>A\n<role user>C", id="headings"),
        pytest.param("A\nuser:\nC", "A\nuser:\nC", id="a role further down is text"),
        pytest.param('<message role="user">C</message>', "<role user>C", id="message elements"),
    ],
)
def test_templates(content: str, expected: str) -> None:
    assert shape_of_facts(read(MARKDOWN, "prompts/a.md", content)) == expected


def test_text_files_are_read_in_the_same_way() -> None:
    content = "system:\nAnswer {question}.\n```\n{name}\n```\n<!-- promptlint: version=2 -->\n"
    facts = read(TEXT, "prompts/a.txt", content)
    assert shape_of_facts(facts) == "<role system>Answer <question>.\n```\n{name}\n```\n"
    assert facts.prompts[0].version is not None
    assert facts.prompts[0].language == "fstring"


def test_the_places_of_silenced_placeholders_are_exact() -> None:
    content = "---\nname: é\n---\n{{a}}\r\n```\r\n{{name}}\r\n```\r\n"
    facts = read(MARKDOWN, "prompts/a.md", content)
    values = [node for node in facts.body if isinstance(node, Print)]
    assert [content[node.span.start : node.span.end] for node in values] == ["{{a}}"]
    assert any(isinstance(node, Text) and node.text == "{{name}}" for node in facts.body)


@pytest.mark.parametrize("content", ["---\nlayout: page\n---\nText", "---\nsidebar_position: 2\n---\nText", "", "  \n"])
def test_pages_and_empty_files_in_prompt_folders(content: str) -> None:
    assert MARKDOWN.facts(SourceFile("prompts/a.md", content), SURE) is None


def test_broken_front_matter_in_a_prompt_folder_is_unreadable() -> None:
    with pytest.raises(UnreadableError):
        read(MARKDOWN, "prompts/a.md", "---\nversion: 1: 2\n---\nText")


@pytest.mark.parametrize(
    ("path", "role", "section"),
    [
        ("prompts/triage.md", "user", Section.MESSAGES),
        ("prompts/triage_system.md", "system", Section.SYSTEM),
        ("prompts/ecosystem.md", "user", Section.MESSAGES),
    ],
)
def test_the_role_of_a_prompt_without_roles(path: str, role: str, section: Section) -> None:
    (block,) = read(MARKDOWN, path, "Text.").prompts[0].blocks
    assert (block.role, block.section) == (role, section)


# ---------------------------------------------------------------- what assistants fill in


@pytest.mark.parametrize(
    ("path", "head", "body", "expected"),
    [
        pytest.param("skills/a/SKILL.md", "name: a", "{{x}} {y} $5 ${z}", "{{x}} {y} $5 ${z}", id="braces in a skill"),
        pytest.param("skills/a/SKILL.md", "name: a", "Do $ARGUMENTS", "Do <ARGUMENTS>", id="arguments of a skill"),
        pytest.param("skills/a/SKILL.md", "name: a", "`$ARGUMENTS`", "`$ARGUMENTS`", id="about arguments"),
        pytest.param("agents/a.md", "name: a", "$ARGUMENTS $1", "$ARGUMENTS $1", id="agents take none"),
        pytest.param("commands/a.md", "x: y", "costs $5", "costs $5", id="money"),
        pytest.param("commands/a.md", "x: y", "`$ARGUMENTS` $1.50", "`<ARGUMENTS>` $1.50", id="arguments in code"),
        pytest.param("commands/a.md", "argument-hint: b", "PR $1 by $2", "PR <1> by <2>", id="numbered"),
        pytest.param(
            "commands/a.md",
            "argument-hint: b",
            "$2\n```\nawk '{print $1}'\n```",
            "<2>\n```\nawk '{print $1}'\n```",
            id="awk",
        ),
        pytest.param("commands/a.md", "x: y", "Now: !`git status`", "Now: <call:shell(git status)>", id="shell"),
        pytest.param("commands/a.md", "x: y", "Write `!`git`` or a!`b`", "Write `!`git`` or a!`b`", id="about shell"),
        pytest.param("commands/a.md", "x: y", "```\n!`git`\n```", "```\n!`git`\n```", id="shell in a fence"),
        pytest.param("a.prompt.md", "mode: agent", "In ${input:dir:where} ${HOME}", "In <dir> ${HOME}", id="inputs"),
        pytest.param("a.prompt.md", "mode: agent", "On ${selection}{{x}}", "On <selection>{{x}}", id="selection"),
        pytest.param("a.prompt.md", "inputs: [x]", "On {{x}}", "On <x>", id="a template with a double ending"),
    ],
)
def test_what_is_live(path: str, head: str, body: str, expected: str) -> None:
    facts = read(MARKDOWN, path, matter("description: d", head, body=body), SURE if ".prompt." in path else MAYBE)
    assert shape_of_facts(facts).rstrip("\n") == expected


@pytest.mark.parametrize(
    ("model", "expected"),
    [("opus", None), ("GPT-5 (copilot)", None), ("claude-sonnet-4-5", "claude-sonnet-4-5"), ("inherit", None)],
)
def test_the_model_of_an_agent(model: str, expected: str | None) -> None:
    facts = read(MARKDOWN, "agents/a.md", matter("name: a", "description: d", f"model: {model}"), MAYBE)
    assert facts.prompts[0].model == expected


def test_metadata_survives_prose_that_is_no_yaml() -> None:
    content = matter("name: pdf", "description: Use when: a file is PDF", "version: 1.2.0")
    (prompt,) = read(MARKDOWN, "skills/pdf/SKILL.md", content, MAYBE).prompts
    assert (prompt.name, prompt.version and prompt.version.text) == ("pdf", "1.2.0")


# ---------------------------------------------------------------- HTML comments


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("<!-- for the model -->\nA", "<!-- for the model -->\nA", id="other comments stay"),
        pytest.param("<!-- version: 3 -->\nA", "A", id="version"),
        pytest.param("A\n<!-- version: 3 -->\n", "A\n<!-- version: 3 -->\n", id="a version further down is text"),
        pytest.param("A\n<!-- promptlint: ignore[x] y -->\nB", "A\nB", id="with its line"),
        pytest.param("A <!-- promptlint: ignore[x] y --> B", "A  B", id="within a line"),
        pytest.param("A\n<!-- promptlint: breakpoint -->\nB{{c}}", "A\n<cache>B<c>", id="breakpoint"),
        pytest.param(
            "```\n<!-- promptlint: version=3 -->\n```\n", "```\n<!-- promptlint: version=3 -->\n```\n", id="shown"
        ),
        pytest.param("A <!-- promptlint: never closed", "A <!-- promptlint: never closed", id="never closed"),
    ],
)
def test_comments(content: str, expected: str) -> None:
    assert shape_of_facts(read(MARKDOWN, "prompts/a.md", content)) == expected


def test_a_version_in_a_comment() -> None:
    content = "<!-- promptlint: version=3 -->\n<!-- note -->\nText."
    facts = read(MARKDOWN, "prompts/a.md", content)
    version = facts.prompts[0].version
    assert version is not None
    assert content[version.span.start : version.span.end] == "3"
    assert [comment.text for comment in facts.comments] == ["promptlint: version=3"]


@pytest.mark.parametrize(
    ("path", "content", "fragment"),
    [
        pytest.param("prompts/a.md", "Sort {{ticket}}.", False, id="template"),
        pytest.param("agents/a.md", matter("name: a", "description: b"), False, id="agent"),
        pytest.param(".cursor/rules/a.mdc", matter("description: b", "alwaysApply: true"), True, id="rules"),
        pytest.param("a.instructions.md", matter("applyTo: '**'"), True, id="instructions"),
        pytest.param("skills/pdf/SKILL.md", matter("name: a", "description: b"), True, id="skill"),
        pytest.param("prompts/skills/pdf/references/a.md", "Fill it in.", True, id="what a skill refers to"),
        pytest.param("prompts/skills/pdf/a.md", "Fill it in.", False, id="beside a skill"),
        pytest.param("prompts/references/a.md", "Fill it in.", False, id="references of something else"),
    ],
)
def test_what_has_no_prefix_of_its_own(path: str, content: str, *, fragment: bool) -> None:
    reading = SURE if path.startswith("prompts/") else MAYBE
    facts = MARKDOWN.facts(SourceFile(path, content), reading)
    assert facts is not None
    assert [prompt.is_fragment for prompt in facts.prompts] == [fragment]


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("prompts/a.txt", Claim.SURE),
        ("tests/prompts/a.txt", Claim.SURE),
        ("tests/prompts/snapshots/a.txt", Claim.NO),
        ("prompts/__snapshots__/a.md", Claim.NO),
        ("prompts/golden/a.md", Claim.NO),
        ("prompts/snapshots.md", Claim.SURE),
    ],
)
def test_what_tests_compare_with_is_no_prompt(path: str, claim: Claim) -> None:
    frontend = TEXT if path.endswith(".txt") else MARKDOWN
    assert frontend.claims(PurePosixPath(path), in_prompt_folder=True) is claim
