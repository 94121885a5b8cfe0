from __future__ import annotations

import pytest

from promptlint import stability
from promptlint.ir import Nature, Stability
from promptlint.stability import Telling, by_name, is_daily_format, of_operation

CLOCK = (Stability.VOLATILE, Nature.CLOCK)
CALENDAR = (Stability.DAILY, Nature.CALENDAR)
RANDOM = (Stability.VOLATILE, Nature.RANDOM)
UNORDERED = (Stability.VOLATILE, Nature.UNORDERED)
MACHINE = (Stability.DEPLOY, Nature.MACHINE)
DEPLOY = (Stability.DEPLOY, Nature.PLAIN)
SESSION = (Stability.SESSION, Nature.PLAIN)
REQUEST = (Stability.REQUEST, Nature.PLAIN)
UNKNOWN = (Stability.UNKNOWN, Nature.PLAIN)
COUNTER = (Stability.VOLATILE, Nature.COUNTER)
PAGE = (Stability.REQUEST, Nature.LIVE)
WORK_TREE = (Stability.SESSION, Nature.LIVE)

NAMES = {
    CLOCK: "now NOW current_time currentTime CurrentTime current-datetime timestamp time datetime get_current_time"
    " now_iso current_time_str utcNow",
    CALENDAR: "today current_date currentDate date todays_date today's-date current_year",
    RANDOM: "uuid nonce request_id requestId trace_id random random_number message-id",
    MACHINE: "hostname cwd working_directory home_dir os_version",
    DEPLOY: "app_name agent_name AGENT_NAME chatbotName company product_name model_name appDescription APP_VERSION"
    " company_description bot_persona tools available_tools tool_names_with_descriptions API_TOOLS_DESCRIPTION"
    " mcp_tools toolDescriptions functionDescriptions command_docs managed_agents format_instructions outputSchema"
    " tuple_delimiter RECORD_DELIMITER section_separator code_block_opening_tag think_end_tag eos_token",
    SESSION: "user user_name username userId session_id conversation_id chat_history history memories messages"
    " memory_list memory_context memoryContext user_context relevant_memory existing_memories long_term_memory"
    " conversation_summary previous_summary retrieved_memory_block memory_block user_profile_section"
    " upstream_summaries upstreamContext previous_results prior_findings earlier_reports",
    UNKNOWN: "max_words MAX_ITEMS min_score num_examples number_of_questions word_limit environment_context env_info"
    " examples few_shot_examples ROLE_NAME custom_instructions",
    REQUEST: "page_html cleanedHtml RAW_HTML email_body meeting_transcript"
    " question query input INPUT user_input userQuery utterance ARGUMENTS input_text row_data rowJson"
    " record_text item_data search_results retrieved_docs relevant_chunks",
    PAGE: "current_url currentUrl page_state browser_state get_current_page screenshot interactive_elements"
    " open_files openFiles active_file active_editor token_usage tokens_left remainingBudget steps_taken elapsed_time",
    WORK_TREE: "git_status current_branch running_tasks activeTasks todos todo_list workspace_state",
    COUNTER: "step_number stepNumber turn_count current_iteration remaining_steps tokens_used",
}


@pytest.mark.parametrize(("name", "level"), [(name, level) for level, names in NAMES.items() for name in names.split()])
def test_telling_names(name: str, level: stability.Level) -> None:
    assert by_name(name) == level


@pytest.mark.parametrize(
    "name",
    (
        "timestamp_format date_format time_format datetime_format time_zone timezone timeout runtime"
        " lifetime uptime time_horizon time_range time_series date_range date_of_birth birth_date due_date start_date"
        " end_date update updates update_policy updated candidate candidates validate mandate known knowledge nowhere"
        " now_playing_rules snow known_issues today_menu_rules todo meantime sometimes onetime time_management"
        " budget tokens_per_step step_budget time_budget elapsed files file_names editor tasks task_list"
        " current_state current_task current_user_role current currency concurrent_tasks timestamps dates times"
        " upstream_url upstream previous_result prior_answers previous_version earlier report_results"
        " random_seed random_forest random_examples randomness brandom uuid_format uuids nonces announce"
        " user_section query_block rules_block tools_section_title block section"
        " user_guide user_manual users user_story user_stories superuser userland session_type sessions obsession"
        " memory_layout history_lesson history_of_rome prehistory messages_schema message_format"
        " question_type questions query_language queries input_format input_schema input_language output request_format"
        " requests requested text content document documents context topic language tone persona product platform home"
        " style rules instructions policy schema categories labels hostnames host cwd_rules"
        " company_size company_policy brands organization_chart model model_card agent agents app application"
        " environment env_name ticket customer row item email"
        " app_state app_id assistant_message product_description functions commands tool tool_name toolset"
        " tool_result tool_calls used_tools relevant_tools_description tools_needed limit limits maximum minimum"
        " numbers max min delimiters tag hashtag opening tag_line token schema_name json format formats environments"
        " system release version x i _ __ 1 i18n APP_MODE"
    ).split(),
)
def test_names_that_tell_nothing(name: str) -> None:
    assert by_name(name) is None


@pytest.mark.parametrize(
    ("root", "path", "level"),
    [
        ("user", ".name", SESSION),
        ("user", ".profile.address", SESSION),
        ("messages", "[-1].content", SESSION),
        ("request", ".user", SESSION),
        ("message", ".author.display_name", SESSION),
        ("update", ".message.from_user.first_name", SESSION),
        ("event", ".sender.id", SESSION),
        ("order", ".customer.name", SESSION),
        ("agent", ".name", DEPLOY),
        ("tool", ".input", REQUEST),
        ("request", ".user_location", SESSION),
        ("self", ".bot.title", DEPLOY),
        ("state", ".question", REQUEST),
        ("inputs", "['user_query']", REQUEST),
        ("context", ".now", CLOCK),
        ("system", ".current_time", CLOCK),
        ("now", ".hour", CLOCK),
        ("now", ".year", CALENDAR),
        ("today", ".month", CALENDAR),
        ("context", ".today", CALENDAR),
        ("settings", ".tone", DEPLOY),
        ("config", ".user", DEPLOY),
        ("cfg", ".user_name", DEPLOY),
        ("config", ".current_time", CLOCK),
        ("env", ".USER", MACHINE),
        ("environ", "['HOME_REGION']", MACHINE),
        ("current_state", ".url", PAGE),
        ("state", ".current_url", PAGE),
        ("context", ".step_number", COUNTER),
        ("self", ".memory_context", SESSION),
        ("user_info", ".guidelines", SESSION),
    ],
)
def test_attributes_that_tell(root: str, path: str, level: stability.Level) -> None:
    assert by_name(root, path) == level


@pytest.mark.parametrize(
    ("root", "path"),
    [
        ("event", ".timestamp"),
        ("event", ".time"),
        ("invoice", ".date"),
        ("booking", ".datetime"),
        ("input", ".language"),
        ("request", ".style"),
        ("date", ".format"),
        ("document", ".content"),
        ("product", ".company"),
        ("row", ".app_name"),
        ("server", ".hostname"),
        ("item", "[0]"),
        ("env", ".image"),
        ("env", ".user_story"),
        ("question_type", ".label"),
        ("state", ".url"),
        ("step", ".number"),
        ("row", ".name"),
        ("book", ".author.name"),
        ("message", ".author"),
        ("product", ".vendor.name"),
        ("company", ".name"),
        ("tool", ".user_location"),
        ("search", ".tool.user_location"),
        ("example", ".input"),
        ("examples", ".demo.question"),
        ("user_guide", ".title.name"),
        ("user_info", ".global_guidelines"),
    ],
)
def test_attributes_that_are_data(root: str, path: str) -> None:
    assert by_name(root, path) is None


OPERATIONS = {
    CLOCK: "call:now call:time.now call:datetime.now call:datetime.datetime.utcnow call:time.time call:datetime.today"
    " call:get_current_time call:now.strftime call:time call:time.Now call:TimePlugin.Hour tag:now",
    CALENDAR: "call:today call:date.today call:datetime.date.today call:time.Date call:time.Today call:time.Year"
    " call:strftime_now call:now.date call:today.strftime",
    RANDOM: "call:uuid4 call:uuid.uuid4 filter:random filter:shuffle call:random.choice call:random call:token_hex",
    UNORDERED: "call:listdir call:os.listdir call:glob call:folder.iterdir call:os.scandir call:set call:frozenset",
    MACHINE: "call:env call:getenv call:os.getenv call:os.environ.get call:getcwd call:socket.gethostname",
    SESSION: "call:history",
    WORK_TREE: "call:git_status",
    PAGE: "call:page.get_current_url call:screenshot",
    COUNTER: "call:turn_count",
    (Stability.UNKNOWN, Nature.PLAIN): "call:shell",
    (Stability.VOLATILE, Nature.PLAIN): "call:os.getpid",
}


@pytest.mark.parametrize(
    ("operation", "level"), [(name, level) for level, names in OPERATIONS.items() for name in names.split()]
)
def test_telling_operations(operation: str, level: stability.Level) -> None:
    assert of_operation(operation) == level


@pytest.mark.parametrize(
    "operation",
    (
        "call:range call:len call:dict call:namespace call:date call:timestamp call:datetime call:event.date"
        " call:event.time call:message.timestamp call:x.set call:x.random call:items.history call:time.sleep"
        " call:time.timeZoneName call:format_date call:date_format call:candidates call:messages call:user"
        " call:question call:timestamp.isoformat call:date.strftime call:text.strip call:data.sort call:fromnow"
        " call:renow filter:upper filter:sort filter:join filter:date filter:default filter:now filter:set filter:list"
        " filter:glob op:~ op:+ test:none test:random call: call filter: random now tag:image tag:set call:. call:..."
    ).split(),
)
def test_operations_that_bring_in_nothing(operation: str) -> None:
    assert of_operation(operation) is None


@pytest.mark.parametrize(
    ("text", "daily"),
    [
        ("%Y-%m-%d", True),
        ("%d %b %Y", True),
        ("Today is %A", True),
        ("100%% on %-d", True),
        ("%Y-%m-%d %H:%M", False),
        ("%c", False),
        ("%s", False),
        ("%X", False),
        ("", False),
        ("no directive", False),
    ],
)
def test_formats_that_keep_the_date_only(text: str, daily: bool) -> None:
    assert is_daily_format(text) is daily


def test_no_name_stands_in_two_rows_of_a_table() -> None:
    tables: list[tuple[Telling, ...]] = [
        (*stability.ANYWHERE, *stability.ALONE),
        stability.CALLS,
        stability.FULL,
        stability.FILTERS,
        (*stability.HOLDERS, *stability.ENVIRONMENTS),
        stability.TIME_PLUGIN,
    ]
    for table in tables:
        names = [name for row in table for name in row.names.split()]
        assert len(set(names)) == len(names)
