from __future__ import annotations

import pytest

from promptlint.frontends.python.likely import LIKELY_KEYWORDS, Strength, is_prompt_name, name_strength

SYSTEM = (
    "system_prompt SYSTEM_PROMPT systemPrompt SystemPrompt sys_prompt _system_prompt build_system_prompt"
    " get_system_message _format_system_message system_instruction SYSTEM_INSTRUCTIONS developer_prompt"
    " developer_message system_prompt_template system_prompt_v2 SYSTEM_PROMPT_EN DEFAULT_SYSTEM_MESSAGE"
    " planner_system_prompt system_msg sys_msg system_prompt_parts load_system_prompt"
)
PROMPT = (
    "prompt PROMPT _build_prompt build_prompt get_prompt render_prompt user_prompt SUMMARY_PROMPT prompt_template"
    " promptTemplate PROMPT_TEMPLATE prompt_text prompt_str prompt2 prompt_1 summary_prompt_template instructions"
    " INSTRUCTIONS get_instructions agent_instructions PROMPTS PROMPT_SUMMARIZE PROMPT_REACT JSON_INSTRUCTION"
    " system SYSTEM system_content prompt_messages search_prompt review_prompt load_prompt dynamic_instructions"
    " extract_prompt EXTRACT_PROMPT"
)
NONE = (
    "prompt_tokens prompt_token_count PROMPT_TOKENS prompt_id prompt_name prompt_path prompt_file PROMPT_DIR"
    " PROMPTS_DIR prompt_version prompt_user prompt_for_name prompt_toolkit prompt_cache_key prompt_config"
    " prompt_builder PromptBuilder prompt_yes_no prompt_choice shell_prompt cli_prompt ps1_prompt password_prompt"
    " confirm_prompt input_prompt permission_prompt negative_prompt image_prompt print_prompt show_prompt save_prompt"
    " log_prompt test_prompt test_system_prompt add_system_message is_system_prompt has_prompt update_prompt"
    " delete_prompt list_prompts run_prompt wait_for_prompt expected_prompt mock_prompt num_prompts total_prompt_tokens"
    " PROMPT_VERSION PROMPT_SYMBOL PROMPT_CACHE_TTL MAX_PROMPT_LENGTH enable_prompt_caching format_skills_for_prompt"
    " estimate_tokens_for_system_prompt system_messages systems file_system operating_system system_info system_role"
    " system_prompt_path system_prompt_tokens autoprompt prompting promptly impromptu message messages instruction"
    " instructor construct instructions_path x _ __ template text sys os"
    " extract_prompt_text _extract_system_prompt redact_prompt scan_prompt"
)


@pytest.mark.parametrize("name", SYSTEM.split())
def test_names_of_system_prompts(name: str) -> None:
    assert name_strength(name) is Strength.SYSTEM


@pytest.mark.parametrize("name", PROMPT.split())
def test_names_of_prompts(name: str) -> None:
    assert name_strength(name) is Strength.PROMPT


@pytest.mark.parametrize("name", [*NONE.split(), "", "été", "提示"])
def test_names_of_something_else(name: str) -> None:
    assert name_strength(name) is None


def test_a_system_prompt_is_a_prompt() -> None:
    assert is_prompt_name("system_prompt")
    assert is_prompt_name("prompt")
    assert not is_prompt_name("prompt_tokens")


@pytest.mark.parametrize(
    ("keyword", "strength"),
    [
        ("system_prompt", Strength.SYSTEM),
        ("system_instruction", Strength.SYSTEM),
        ("system", Strength.PROMPT),
        ("instructions", Strength.PROMPT),
        ("prompt", None),
        ("message", None),
        ("system_prompt_path", None),
    ],
)
def test_keywords_for_the_head_of_a_request(keyword: str, strength: Strength | None) -> None:
    assert LIKELY_KEYWORDS.get(keyword) is strength


def test_what_is_passed_as_a_system_prompt_is_called_so() -> None:
    passed = [keyword for keyword, strength in LIKELY_KEYWORDS.items() if strength is Strength.SYSTEM]
    assert [keyword for keyword in passed if name_strength(keyword) is None] == []
