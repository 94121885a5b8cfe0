"""Elements without an order on their way into a prompt."""

from __future__ import annotations

import pytest

from _programs import codes

REPLAYED = """
def build_messages(chat_history, question):
    messages = []
    for turn in chat_history:
        notes = ELEMENTS
        messages.append({"role": "user", "content": f"Notes:\\n{notes}"})
        messages.append({"role": "assistant", "content": turn.answer})
    return trimmed(messages, question)
"""
KNOWN = """
import anthropic
from rules import RULES


def ask(notes, question):
    known = ELEMENTS
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        system=f"Known: {known}\\n{RULES}",
        messages=[{"role": "user", "content": question}],
    )
"""


@pytest.mark.parametrize(
    ("program", "elements"),
    [
        pytest.param(KNOWN, "', '.join({each.name for each in notes or []})", id="what may be nothing"),
        pytest.param(KNOWN, "', '.join(set(notes.names if notes else []))", id="one of two lists"),
        pytest.param(KNOWN, "', '.join({each.name for each in notes.items})", id="a comprehension"),
        pytest.param(REPLAYED, "'\\n'.join({note.text for note in turn.notes or []})", id="in each turn"),
        pytest.param(REPLAYED, "'\\n'.join({f'# {note.text}' for note in turn.notes})", id="text in each turn"),
    ],
)
def test_a_set_in_a_prompt_has_no_order(program: str, elements: str) -> None:
    assert codes(program.replace("ELEMENTS", elements)) == ["PL103"]


@pytest.mark.parametrize(
    ("program", "elements"),
    [
        pytest.param(KNOWN, "', '.join(sorted({each.name for each in notes or []}))", id="sorted"),
        pytest.param(KNOWN, "', '.join({'a'} if notes else [])", id="one element or none"),
        pytest.param(KNOWN, "', '.join([each.name for each in notes or []])", id="a list"),
        pytest.param(KNOWN, "len({each.name for each in notes or []})", id="their number"),
        pytest.param(
            REPLAYED, "'\\n'.join(sorted({note.text for note in turn.notes or []}))", id="sorted in each turn"
        ),
        pytest.param(REPLAYED, "'\\n'.join(note.text for note in turn.notes or [])", id="a list in each turn"),
        pytest.param(
            REPLAYED.replace("chat_history", "records"), "'\\n'.join({note.text for note in turn.notes})", id="no turns"
        ),
    ],
)
def test_what_has_an_order_is_left_alone(program: str, elements: str) -> None:
    assert "PL103" not in codes(program.replace("ELEMENTS", elements))


# ---------------------------------------------------------------- listings


AGENTS = """
from deepagents import create_deep_agent
from rules import RULES


def _parsed(file):
    text = file.read_text()
    if not text:
        return None
    return {"name": file.parent.name, "description": text[:200], "system_prompt": text}


def _loaded(folder):
    found = {}
    for entry in LISTED:
        agent = _parsed(entry / "AGENT.md")
        if agent:
            found[agent["name"]] = agent
    return found


def agents(user, project):
    every = {}
    every.update(_loaded(user))
    every.update(_loaded(project))
    return KEPT


def build(settings):
    several = []
    for each in agents(settings.user_folder, settings.project_folder):
        several.append({"name": each["name"], "description": each["description"]})
    return create_deep_agent(model="claude-sonnet-4-6", tools=[], system_prompt=RULES, subagents=several)
"""


def agents(listed: str, kept: str = "list(every.values())") -> list[str]:
    return codes(AGENTS.replace("LISTED", listed).replace("KEPT", kept))


@pytest.mark.parametrize(
    "listed", ["folder.iterdir()", "folder.glob('*')", "list(folder.rglob('*'))", "(folder / 'agents').iterdir()"]
)
def test_agents_of_a_folder_come_in_the_order_of_its_listing(listed: str) -> None:
    assert agents(listed) == ["PL104"]


@pytest.mark.parametrize(
    ("listed", "kept"),
    [
        pytest.param("sorted(folder.iterdir())", "list(every.values())", id="a sorted listing"),
        pytest.param("folder.iterdir()", "[every[key] for key in sorted(every)]", id="sorted keys"),
        pytest.param(
            "folder.iterdir()", "sorted(every.values(), key=lambda each: each['name'])", id="sorted when it is used"
        ),
        pytest.param("folder.entries()", "list(every.values())", id="a method that is not known"),
        pytest.param("folder", "list(every.values())", id="what is given"),
    ],
)
def test_agents_in_an_order_of_their_own(listed: str, kept: str) -> None:
    assert agents(listed, kept) == []


SERVED = """
import anthropic
from rules import RULES


async def ask(session, registry, question):
    tools = []
    for tool in LISTED:
        tools.append({"name": tool.name, "description": tool.description, "input_schema": tool.inputSchema})
    CHANGED
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        system=RULES,
        tools=tools,
        messages=[{"role": "user", "content": question}],
    )
"""


def served(listed: str, changed: str = "pass") -> list[str]:
    return codes(SERVED.replace("LISTED", listed).replace("CHANGED", changed))


@pytest.mark.parametrize(
    "listed", ["(await session.list_tools()).tools", "await session.list_tools()", "registry.mcp.list_tools()"]
)
def test_a_server_lists_its_tools_in_any_order(listed: str) -> None:
    assert served(listed) == ["PL104"]


@pytest.mark.parametrize(
    ("listed", "changed"),
    [
        pytest.param("registry.list_tools()", "pass", id="a registry of its own"),
        pytest.param("sorted((await session.list_tools()).tools, key=str)", "pass", id="sorted"),
        pytest.param("await session.list_tools()", "tools.sort(key=lambda each: each['name'])", id="sorted at the end"),
        pytest.param("await session.list_tools()", "tools = []", id="for something else"),
        pytest.param("session.tools", "pass", id="an attribute"),
    ],
)
def test_tools_in_an_order_of_their_own(listed: str, changed: str) -> None:
    assert served(listed, changed) == []


# ---------------------------------------------------------------- what looks the same


def test_a_list_and_what_is_left_of_it_are_told_once() -> None:
    program = """
    from rules import RULES

    def build_system_prompt(folder, hidden):
        skills = [{"name": entry.name} for entry in folder.iterdir()]
        if hidden:
            skills = [skill for skill in skills if skill["name"] not in hidden]
        lines = []
        for skill in skills:
            lines.append(f"- {skill['name']}")
        return "\\n".join(lines) + RULES
    """
    assert codes(program) == ["PL103"]


@pytest.mark.parametrize("returned", ["found", "[Prompt(**each) for each in found]"])
def test_a_collection_of_prompts_is_no_prompt(returned: str) -> None:
    program = f"""
    import os
    from library import Prompt

    def load_prompts(folder):
        found = []
        for root, _, files in os.walk(folder):
            for name in files:
                found.extend(read(os.path.join(root, name)))
        return {returned}
    """
    assert codes(program) == []


def test_a_prompt_made_of_files_is_one() -> None:
    program = """
    import os
    from rules import RULES

    def load_system_prompt(folder):
        found = []
        for root, _, files in os.walk(folder):
            for name in files:
                found.append(open(os.path.join(root, name)).read())
        return "\\n".join(found) + RULES
    """
    assert codes(program) == ["PL103"]
