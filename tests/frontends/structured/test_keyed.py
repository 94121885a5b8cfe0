"""Prompts under telling keys."""

from __future__ import annotations

import pytest

from _outline import facts_of, outline
from _reading import MAYBE, shape
from promptlint.frontends.structured.telling import Telling, is_later_turn, is_repeated_part, role_of, telling
from promptlint.ir import Stability


@pytest.mark.parametrize(
    ("key", "role", "stem"),
    [
        ("system", "system", ""),
        ("system_prompt", "system", ""),
        ("userTemplate", "user", ""),
        ("HUMAN_MESSAGE", "user", ""),
        ("INTENT_ANALYSIS_SYSTEM_PROMPT", "system", "intent_analysis"),
        ("assistant", "assistant", ""),
        ("operating_system", "", ""),
        ("user_name", "", ""),
        ("prompt", "", ""),
        ("system_prompt_version", "", ""),
    ],
)
def test_roles_of_keys(key: str, role: str, stem: str) -> None:
    assert role_of(key) == (role, stem)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("system_prompt", Telling.STRONG),
        ("prompt", Telling.STRONG),
        ("eval_prompt", Telling.STRONG),
        ("promptTemplate", Telling.STRONG),
        ("template", Telling.WEAK),
        ("instructions", Telling.WEAK),
        ("pre_messages", Telling.WEAK),
        ("whatever", Telling.NOTHING),
        ("prompt_version", Telling.METADATA),
        ("prompt_id", Telling.METADATA),
        ("description", Telling.METADATA),
        ("example_output", Telling.METADATA),
        ("", Telling.METADATA),
    ],
)
def test_what_keys_tell(key: str, says: Telling) -> None:
    assert telling(key) is says


def test_system_and_user_are_one_prompt() -> None:
    text = "version: '2.1'\nuser: |\n  Q: {{ question }}\nsystem: You are kind.\n"
    assert outline("prompts/a.yaml", text) == (
        "- mustache version=2.1\n  system system: 'You are kind.'\n  messages user: 'Q: <question>\\n'"
    )


def test_pairs_are_told_apart_by_their_stem() -> None:
    text = (
        "PLAN_SYSTEM_PROMPT: You make a plan.\nPLAN_USER_PROMPT: 'Plan for {task}'\n"
        "CHECK_SYSTEM_PROMPT: You check a plan.\nCHECK_USER_PROMPT: 'Check {plan} now'\n"
    )
    assert outline("prompts/a.yaml", text).splitlines()[::3] == ["plan fstring", "check fstring"]


def test_one_user_part_does_not_belong_to_several_systems() -> None:
    text = "A_SYSTEM_PROMPT: You do one thing.\nB_SYSTEM_PROMPT: You do another.\nUSER_PROMPT: 'It is {x} here'\n"
    assert len(outline("prompts/a.yaml", text).splitlines()) == 6


def test_many_prompts_have_the_path_of_their_keys() -> None:
    text = (
        "version: 1\n"
        "system_prompt: You are kind, {{name}}.\n"
        "planning:\n  initial_plan: |-\n    Make a plan for {{task}}.\n    Keep it short.\n"
        "final_answer:\n  version: v7\n  pre_messages: |\n    Sum up what you know.\n    Leave nothing out.\n"
    )
    assert outline("prompts/agent.yaml", text) == (
        "system_prompt mustache version=1\n  system system: 'You are kind, <name>.'\n"
        "planning.initial_plan mustache version=1\n  messages user: 'Make a plan for <task>.\\nKeep it short.'\n"
        "final_answer.pre_messages plain version=v7\n  messages user: 'Sum up what you know.\\nLeave nothing out.\\n'"
    )


def test_items_of_a_list_have_their_names() -> None:
    text = (
        "prompts:\n- task: plan\n  content: 'Make a plan for {{ task }}.'\n"
        "- task: check\n  messages:\n  - type: system\n    content: You check {{ plan }}.\n"
        "- task: check\n  content: 'Check {{ plan }} now.'\n"
    )
    lines = outline("config.yml", text, MAYBE).splitlines()
    assert lines[::2] == ["prompts.plan mustache", "prompts.check~1 mustache", "prompts.check~2 mustache"]


def test_the_documents_of_a_stream_have_numbers() -> None:
    text = "prompt: Tell me of {{a}}, please.\n---\nprompt: Tell me of {{b}}, please.\n"
    assert outline("prompts/a.yaml", text).splitlines()[::2] == ["1 mustache", "2 mustache"]


def test_a_version_beside_wins_over_one_around() -> None:
    text = (
        "meta:\n  version: 3\n"
        "a:\n  prompt: Tell me of {{a}}, please.\n  promptlint:\n    version: 4\n"
        "b:\n  prompt: Tell me of {{b}}, please.\n"
        "c_prompt: Tell me of {{c}}, please.\nc_prompt_version: 5\n"
    )
    assert outline("prompts/a.yaml", text).splitlines()[::2] == [
        "a mustache version=4",
        "b mustache version=3",
        "c_prompt mustache version=5",
    ]


def test_declared_levels() -> None:
    text = (
        "promptlint:\n  placeholders: {tenant_*: shared, day: dayly}\nprompt: 'For {tenant_rules} on {day}, please.'\n"
    )
    facts = facts_of("prompts/a.yaml", text)
    assert facts is not None
    assert [(level.pattern, level.stability) for level in facts.prompts[0].declared] == [("tenant_*", Stability.SHARED)]
    (problem,) = facts.problems
    assert (problem.message, problem.help) == ("unknown level `dayly`", "did you mean `daily`?")
    assert text[problem.span.start : problem.span.end] == "dayly"


def test_comments_direct_the_prompt_below_or_around_them() -> None:
    text = (
        "# promptlint: version=3\n"
        "one:\n  system: You are kind.\n  # promptlint: breakpoint ttl=1h\n  user: '{{q}}'\n"
        "two:\n  # promptlint: version=4\n  prompt: |\n"
        "    {# promptlint: placeholder a=daily #}\n    On {{ a }}, {{ b|upper }}.\n"
    )
    facts = facts_of("prompts/a.yaml", text)
    assert facts is not None
    assert facts.problems == ()
    assert [prompt.version and prompt.version.text for prompt in facts.prompts] == ["3", "4"]
    assert [level.pattern for level in facts.prompts[1].declared] == ["a"]
    assert outline("prompts/a.yaml", text).splitlines()[1:3] == [
        "  system system [1h]: 'You are kind.'",
        "  messages user: '<q>'",
    ]


def test_a_mark_in_a_comment_of_the_template() -> None:
    text = "prompt: >-\n  Be {{ kind|lower }}\n  {# promptlint: breakpoint #}\n  and {{ brief }}, please.\n"
    assert outline("prompts/a.yaml", text) == (
        "- jinja\n  messages user: 'Be <filter:lower(kind)> <cache> and <brief>, please.'"
    )


def test_a_mark_before_everything_marks_nothing() -> None:
    text = "# promptlint: breakpoint\nsystem: You are kind.\nuser: '{{q}}'\n"
    assert "[mark]" not in outline("prompts/a.yaml", text)


def test_a_list_of_messages_under_a_key() -> None:
    text = "name: triage\nprompt:\n- {role: system, content: Be kind.}\n- {role: user, content: '{{q}}'}\n"
    expected = "- mustache name=triage\n  system system: 'Be kind.'\n  messages user: '<q>'"
    assert outline("prompts/a.yaml", text) == expected


def test_instructions_are_the_systems() -> None:
    text = "instructions: |\n  Be kind to {{name}}.\n  Be brief with all others.\n"
    assert outline("prompts/a.yaml", text).splitlines()[1].startswith("  system system: ")


def test_a_prompt_that_begins_with_the_mapping_around_it() -> None:
    text = "agents:\n  planner:\n    model: gpt-5\n    prompt: Plan {{task}} now.\n"
    assert outline("prompts/a.yaml", text).splitlines()[0] == "agents.planner mustache model=gpt-5"


def test_role_lines_in_a_text_begin_messages() -> None:
    text = "prompt: |\n  system:\n  You are kind.\n  user:\n  {{q}}\n"
    assert outline("prompts/a.yaml", text) == (
        "- mustache\n  system system: '<role system>You are kind.\\n<role user><q>\\n'"
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Give {{x}} and {% if y %}z{% endif %}.", "jinja", id="jinja"),
        pytest.param("Give {{x}} and {{ y }}.", "mustache", id="names"),
        pytest.param('Give {x} as {{"a": 1}}.', "fstring", id="format string"),
        pytest.param('Give {{x}} as {"a": {"b": 1}}.', "mustache", id="names beside data"),
        pytest.param('Give it as {"a": 1}, please.', "plain", id="data"),
        pytest.param('Give it as {"a": 1}, or print {x}.', "plain", id="a field beside data"),
        pytest.param("Give {x} of {join(all)}.", "fstring", id="a field beside an expression"),
        pytest.param("Give {{x and {% if.", "plain", id="broken"),
        pytest.param("Give {{$input}} a name.", "semantic-kernel", id="semantic kernel"),
        pytest.param("{{#each items}}{{name}}{{/each}} are all.", "handlebars", id="handlebars"),
    ],
)
def test_languages(text: str, language: str) -> None:
    facts = facts_of("prompts/a.yaml", "prompt: |\n  " + text + "\n  Then explain it to me at some length.\n")
    assert facts is not None
    assert facts.prompts[0].language == language


def test_the_texts_of_a_prompt_share_a_language() -> None:
    text = "system: '{% if a %}Be kind.{% endif %}'\nuser: 'Q: {{q}}, not {this}'\n"
    assert outline("prompts/a.yaml", text) == (
        "- jinja\n  system system: '<if a>Be kind.<end>'\n  messages user: 'Q: <q>, not {this}'"
    )


@pytest.mark.parametrize(
    ("key", "later"),
    [
        ("observation_template", True),
        ("action_observation_template", True),
        ("format_error_template", True),
        ("next_step_template", True),
        ("next_step_no_output_template", True),
        ("timeoutMessage", True),
        ("error", False),
        ("observation", False),
        ("error_analysis_prompt", False),
        ("steps_template", False),
        ("instance_template", False),
        ("prompt", False),
        ("", False),
    ],
)
def test_texts_of_later_turns(key: str, *, later: bool) -> None:
    assert is_later_turn(key) is later


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("example_template", True),
        ("exampleTemplate", True),
        ("few_shot_template", True),
        ("demonstration_template", True),
        ("example", False),
        ("example_selection_template", False),
        ("template", False),
    ],
)
def test_forms_of_what_a_prompt_holds_several_of(key: str, *, part: bool) -> None:
    assert is_repeated_part(key) is part
    assert not is_later_turn(key)


def test_an_agent_repeats_in_later_turns_what_it_was_told_first() -> None:
    begin = (
        "agent:\n  system_template: You mend code.\n  instance_template: |\n    Mend {{ issue }} as you were told.\n"
    )
    later = "  observation_template: |\n    The command printed {{ output }}. Go on until it is done.\n"
    facts = facts_of("prompts/agent.yaml", begin + later)
    assert facts is not None
    assert [(prompt.key, prompt.is_fragment, prompt.undeclared) for prompt in facts.prompts] == [
        ("agent.system_template", False, Stability.SESSION),
        ("agent.instance_template", False, Stability.SESSION),
        ("agent.observation_template", True, Stability.SESSION),
    ]
    facts = facts_of("prompts/agent.yaml", begin)
    assert facts is not None
    assert {(prompt.is_fragment, prompt.undeclared) for prompt in facts.prompts} == {(False, Stability.REQUEST)}


RULES = "Read the whole ticket before you choose a team, and name the rule that decides it when two apply."


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("shared.rules", RULES, id="a text of the same document"),
        pytest.param("shared.sample", "<shared.sample>", id="too short: a sample of what is filled in"),
        pytest.param("shared.nothing", "<shared.nothing>", id="not there"),
        pytest.param("shared.inner", "<shared.inner>", id="not a text"),
        pytest.param("rules", "<rules>", id="not taken from anything"),
        pytest.param("shared.rules.text", "<shared.rules.text>", id="taken from a text"),
    ],
)
def test_a_text_of_the_same_document_is_printed(name: str, shown: str) -> None:
    shared = f"shared:\n  rules: {RULES}\n  sample: A ticket\n  inner: {{a: b}}\nrules: {RULES}\n"
    facts = facts_of("prompts/a.yaml", f"{shared}prompt: 'Sort {{{{ ticket }}}}. {{{{ {name} }}}}'\n")
    assert facts is not None
    (prompt,) = [prompt for prompt in facts.prompts if prompt.key == "prompt"]
    assert shape(prompt.blocks[0].body) == f"Sort <ticket>. {shown}"
