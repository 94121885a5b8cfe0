"""Names and operations that tell how often a value changes.

Only whole names tell: `timestamp` is a clock, `timestamp_format` is not. What is not in the
tables is left open, since a wrong level here is a wrong error there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from promptlint.ir import Nature, Stability

Level = tuple[Stability, Nature]


@dataclass(frozen=True, slots=True)
class Telling:
    """Some names, or some operations, that tell the same; `reason` says why where that is not plain."""

    names: str  # separated by spaces; how their words are joined makes no difference
    stability: Stability
    nature: Nature = Nature.PLAIN
    reason: str = ""


# Telling wherever they stand: `now`, `context.now`.
HISTORIES = Telling(
    "chat_history history conversation conversation_history message_history dialog_history dialogue_history messages",
    Stability.SESSION,
    reason="it grows, but within a conversation it only grows at its end",
)
ANYWHERE = (
    Telling(
        "now utc_now current_time current_datetime current_date_time current_timestamp time_now datetime_now"
        " date_time_now system_time unix_timestamp",
        Stability.VOLATILE,
        Nature.CLOCK,
    ),
    Telling(
        "today todays_date today_date date_today current_date current_day current_weekday current_month current_year",
        Stability.DAILY,
        Nature.CALENDAR,
    ),
    Telling("uuid uuid4 guid nonce idempotency_key", Stability.VOLATILE, Nature.RANDOM),
    Telling(
        "random_number random_id random_string random_value random_int random_integer random_token random_suffix"
        " random_uuid",
        Stability.VOLATILE,
        Nature.RANDOM,
        reason="not every name with `random` in front: a seed is fixed, a random forest is a subject",
    ),
    Telling(
        "request_id request_uuid trace_id message_id correlation_id",
        Stability.VOLATILE,
        Nature.RANDOM,
        reason="made anew for each request, and of no use to the model",
    ),
    Telling(
        "request_number request_count step_number iteration_number current_iteration turn_number turn_count"
        " round_number current_round attempt_number remaining_steps steps_remaining steps_left"
        " remaining_turns turns_remaining tokens_used tokens_remaining remaining_tokens",
        Stability.VOLATILE,
        Nature.COUNTER,
    ),
    Telling(
        "question query input user_input user_query user_message user_question user_prompt user_request human_input"
        " search_query current_query customer_question latest_message last_user_message utterance request arguments"
        " input_text query_text question_text user_text user_utterance original_query original_question"
        " current_question current_input current_message incoming_message customer_message",
        Stability.REQUEST,
        reason="`arguments` is what a slash command is called with",
    ),
    Telling(
        "row_data row_json row_text row_values data_row input_row csv_row record_data record_json record_text"
        " input_record item_data item_json item_text",
        Stability.REQUEST,
        reason="one of many, each in a request of its own; a bare `row` may be a row of anything",
    ),
    Telling(
        "html_content page_html raw_html cleaned_html clean_html html_source html_chunk html_snippet page_source"
        " email_body email_content email_text email_subject email_thread call_transcript meeting_transcript"
        " transcript_text transcript_chunk resume_text cv_text review_text tweet_text",
        Stability.REQUEST,
        reason="what is read once, in a request of its own; a `document` may be asked about several times",
    ),
    Telling(
        "search_results retrieved_context retrieved_documents retrieved_docs retrieved_chunks retrieved_passages"
        " retrieved_text retrieved_content relevant_documents relevant_docs relevant_chunks",
        Stability.REQUEST,
        reason="found for this question",
    ),
    Telling(
        "current_url page_url current_page current_page_url page_state browser_state dom_state screenshot open_tabs"
        " current_tab active_tab interactive_elements clickable_elements terminal_output open_files opened_files"
        " active_file open_editors active_editor visible_files cursor_position",
        Stability.REQUEST,
        Nature.LIVE,
        reason="what an agent works on changes with each of its steps",
    ),
    Telling(
        "token_usage last_token_usage tokens_left context_usage steps_used steps_taken iterations_left turns_left"
        " iterations_remaining remaining_iterations attempts_left attempts_remaining remaining_attempts budget_left"
        " remaining_budget budget_remaining remaining_time time_remaining time_left elapsed_time time_elapsed",
        Stability.REQUEST,
        Nature.LIVE,
        reason="what is used up, or left, with each step",
    ),
    Telling(
        "git_status git_branch current_branch workspace_state running_tasks active_tasks background_tasks"
        " running_processes background_processes running_agents active_subagents todos current_todos todo_list",
        Stability.SESSION,
        Nature.LIVE,
        reason="the state of a work tree, or of the work, when a conversation begins; what is done in it changes it",
    ),
    Telling(
        "user user_name user_id user_profile user_preferences user_info user_email session session_id conversation_id"
        " thread_id chat_id memory memories user_memory user_memories memory_list relevant_memories retrieved_memories"
        " user_context user_details user_facts memory_context memory_section memory_content memory_text memories_text"
        " existing_memories relevant_memory recalled_memory recalled_memories long_term_memory core_memory"
        " retrieved_memory memory_block memories_block memories_section memory_summary recent_memories saved_memories"
        " current_user effective_user from_user user_first_name user_last_name first_name last_name user_display_name"
        " user_nickname user_language user_locale user_timezone user_location user_persona user_portrait user_summary"
        " user_state user_data user_role user_background user_goals session_state session_context session_info"
        " customer_profile customer_info customer_data patient_info patient_data student_name student_profile"
        " learner_profile candidate_name candidate_profile",
        Stability.SESSION,
    ),
    Telling(
        "peer_id customer_id customer_name customer_email account_id account_number patient_id patient_name employee_id"
        " employee_name member_id contact_id contact_name order_id order_number ticket_id ticket_number case_id"
        " case_number invoice_id invoice_number booking_id reservation_id",
        Stability.SESSION,
        reason="whom or what a conversation is about; not `agent_id`, `model_id` or `project_id`, which may be one",
    ),
    Telling(
        "conversation_summary chat_summary session_summary history_summary previous_summary running_summary"
        " conversation_context",
        Stability.SESSION,
        reason="written anew when a conversation grows",
    ),
    Telling(
        " ".join(
            f"{when}_{what}"
            for when in "upstream previous prior earlier".split()
            for what in "results outputs summaries findings reports".split()
        )
        + " upstream_context upstream_output upstream_summary",
        Stability.SESSION,
        reason="what other agents or steps found out for this task; a `previous_result` may be of the last round",
    ),
    HISTORIES,
    Telling(
        "tools available_tools tool_names tool_descriptions tools_description tool_list",
        Stability.DEPLOY,
        reason="what an agent can do is the same in all of its requests",
    ),
)

# Telling as a whole name only: an attribute of this name (`event.timestamp`, `ticket.date`) is data.
ALONE = (
    Telling("time datetime date_time timestamp local_time utc_time", Stability.VOLATILE, Nature.CLOCK),
    Telling("date", Stability.DAILY, Nature.CALENDAR),
    Telling("random", Stability.VOLATILE, Nature.RANDOM),
    Telling(
        " ".join(
            f"{who}_{what}"
            for who in "app application agent bot chatbot assistant company brand organization organisation".split()
            for what in "name description title version persona".split()
        )
        + " company brand organization product_name model_name",
        Stability.DEPLOY,
        reason="who the application is; not `product`, `language`, `tone` or `persona`, which a request may fill",
    ),
    Telling(
        "hostname host_name machine_name cwd pwd working_directory working_dir current_working_directory"
        " current_directory home_dir home_directory os_name os_version operating_system",
        Stability.DEPLOY,
        Nature.MACHINE,
        reason="not `platform` or `home`, which are as often a social network and a team",
    ),
    Telling(
        "format_instruction format_instructions output_format output_instructions output_schema response_format"
        " response_schema json_schema output_json_schema response_json_schema",
        Stability.DEPLOY,
        reason="the form of the answer, which code that parses it relies on",
    ),
    Telling(
        "available_functions function_descriptions functions_description available_commands command_docs"
        " available_agents managed_agents",
        Stability.DEPLOY,
        reason="what the program can do, as its tools are",
    ),
    Telling(
        "environment_context environment_info environment_information environment_details env_context env_info"
        " system_info system_information runtime_environment",
        Stability.UNKNOWN,
        reason="the machine, or the state that it is in",
    ),
    Telling(
        "example examples few_shot_examples fewshot_examples few_shots few_shot in_context_examples demonstrations"
        " shots",
        Stability.UNKNOWN,
        reason="the same for all, or chosen for each",
    ),
    Telling(
        "role role_name agent_role custom_instructions additional_instructions extra_instructions",
        Stability.UNKNOWN,
        reason="of the agent, as often as of its user",
    ),
)
# The same of names that end or begin so.
ENDINGS = (
    Telling(
        "delimiter separator opening_tag closing_tag open_tag close_tag start_tag end_tag bos_token eos_token",
        Stability.DEPLOY,
        reason="marks that the code and the text have agreed on",
    ),
    Telling("limit", Stability.UNKNOWN, reason="a setting, or what a request asks for"),
)
BEGINNINGS = (Telling("max min num number_of", Stability.UNKNOWN, reason="a setting, or what a request asks for"),)
# A name with `tools` in it that ends so is the list of them, unless one of the others says which.
_TOOL_LISTS = frozenset("tools names descriptions description docs list schemas definitions signatures".split())
_SOME_TOOLS = frozenset("used selected called chosen recent relevant retrieved missing invoked past previous".split())

# What is taken from one of these is as stable as all that they hold: settings are set when the application is.
HOLDERS = (
    Telling("settings config configuration cfg conf app_settings app_config", Stability.DEPLOY),
    Telling(
        "current_state browser_state page_state",
        Stability.REQUEST,
        Nature.LIVE,
        reason="`current_state.url` is another at each step; a `current_state` as a whole may be a word",
    ),
)
# Who takes part in a conversation, and what is taken from such a one wherever it stands: `message.author.name`.
PERSONS = Telling(
    "user sender from_user effective_user member customer patient visitor guest caller", Stability.SESSION
)
_IN_MESSAGES = frozenset("message msg event interaction ctx comment update activity".split())  # `author`, of a book too
_OF_PERSONS = frozenset(
    "name displayname firstname lastname fullname username realname nick nickname mention email id phone".split()
)
# What is asked in one of these is told to show how: where each is a request of its own, a loop says so.
_EXAMPLES = frozenset("example shot demo demonstration exemplar fewshot fewshotexample".split())
# Who the application is, as `agent_name` is; not those of which a program may have rows, as `company`.
_APPLICATIONS = frozenset("app application agent bot chatbot assistant".split())
_OF_APPLICATIONS = frozenset("name title version".split())
# The same, for a name in capitals: `env.REGION` is a variable of the process, `env.image` anything called `env`.
ENVIRONMENTS = (Telling("env environ", Stability.DEPLOY, Nature.MACHINE),)

# What is taken from one of these is as stable as the whole; not so for `input` and `request`, which hold anything.
_WHOLE = (Stability.DEPLOY, Stability.SESSION, Stability.VOLATILE, Stability.DAILY)

# Calls by their last name, whatever they are called on; `sorted()` and `|sort` are the linker's business.
CALLS = (
    Telling("now utcnow time_ns perf_counter monotonic localtime gmtime ctime", Stability.VOLATILE, Nature.CLOCK),
    Telling("today strftime_now", Stability.DAILY, Nature.CALENDAR),
    Telling(
        "uuid1 uuid4 uuid7 randint randrange getrandbits token_hex token_urlsafe token_bytes urandom nanoid",
        Stability.VOLATILE,
        Nature.RANDOM,
    ),
    Telling("listdir scandir iterdir glob iglob rglob", Stability.VOLATILE, Nature.UNORDERED),
    Telling("getpid", Stability.VOLATILE),
    Telling("getenv gethostname getcwd getuser getlogin expanduser expandvars", Stability.DEPLOY, Nature.MACHINE),
)

# Calls by their full name: shorter names mean other things on other objects.
FULL = (
    Telling("time time.time", Stability.VOLATILE, Nature.CLOCK),
    Telling(
        "datetime.today datetime.datetime.today time.strftime",
        Stability.VOLATILE,
        Nature.CLOCK,
        reason="`datetime.today()` has the time of day too",
    ),
    Telling(
        "random random.random random.choice random.choices random.sample random.shuffle random.uniform uuid uuid.uuid",
        Stability.VOLATILE,
        Nature.RANDOM,
    ),
    Telling(
        "set frozenset",
        Stability.VOLATILE,
        Nature.UNORDERED,
        reason="the order of strings in a set differs between processes",
    ),
    Telling("walk os.walk", Stability.VOLATILE, Nature.UNORDERED),
    Telling(
        "env environ os.environ os.environ.get environ.get platform.node os.uname path.home",
        Stability.DEPLOY,
        Nature.MACHINE,
    ),
    Telling("history", Stability.SESSION),
    Telling("shell", Stability.UNKNOWN, reason="the output of a command: it may be constant"),
)

FILTERS = (Telling("random shuffle", Stability.VOLATILE, Nature.RANDOM),)

# The functions of Semantic Kernel's TimePlugin, imported under a name of this kind.
_TIME_PLUGINS = frozenset(("time", "timeplugin"))
TIME_PLUGIN = (
    Telling("time now utc_now hour hour_number minute second", Stability.VOLATILE, Nature.CLOCK),
    Telling(
        "date today year month month_name month_number day day_of_week days_ago date_matching_last_day_name",
        Stability.DAILY,
        Nature.CALENDAR,
    ),
)

# Words around a name that do not change what it is: `get_current_time`, `now_iso`.
_BEFORE = frozenset(("the", "get"))
_BEHIND = frozenset(("str", "string", "iso", "utc", "local", "formatted"))
# Words for a piece of a prompt: `retrieved_memory_block` is what the memory is, laid out for it.
_PIECES = frozenset(("block", "section", "snippet"))
_A_NAME = 2  # words: `user_section` may be what every user is told
# A part of a clock that changes once a day or less.
_DATES = frozenset(("date", "day", "weekday", "month", "year"))


@lru_cache(maxsize=10_000)
def by_name(root: str, path: str = "") -> Level | None:
    """What a variable's name tells; the path is what is taken from it, as in `user` and `.name`."""
    names = [_words(part) for part in re.split(r"[.\[\]]", path) if part]
    if (named := _from_tables(root, names, path)) is None:
        return None
    if named[1] is Nature.CLOCK and names and "".join(names[-1]) in _DATES:
        return Stability.DAILY, Nature.CALENDAR
    return named


def tells_history(name: str) -> bool:
    """Whether a name is that of the turns of a conversation."""
    return _look_up(_words(name), _table((HISTORIES,))) is not None


def _from_tables(root: str, names: list[tuple[str, ...]], path: str) -> Level | None:
    first, anywhere = _words(root), _table(ANYWHERE)
    if not names:
        return _look_up(first, anywhere) or _look_up(first, _table(ALONE)) or _by_a_part(first)
    last = _look_up(names[-1], anywhere)
    if last is not None and last[1] is not Nature.PLAIN:
        return last
    if last is None and names[-1][:1] == ("global",):
        return None  # whoever hands it on: all have the same
    if (held := _table(HOLDERS).get("".join(first)) or _of_environment(first, path)) is not None:
        return held
    if last is None and len(names) > 1 and "".join(names[-1]) in _OF_PERSONS and _is_person(first, names[-2]):
        return PERSONS.stability, PERSONS.nature
    owner = "".join(names[-2] if len(names) > 1 else first)
    if last is not None and _is_of_others(last[0], owner):
        return None
    if last is None and owner in _APPLICATIONS and "".join(names[-1]) in _OF_APPLICATIONS:
        return Stability.DEPLOY, Nature.PLAIN
    whole = _look_up(first, anywhere)
    return last or (whole if whole is not None and whole[0] in _WHOLE else None)


def _is_of_others(level: Stability, owner: str) -> bool:
    """Whether a name says something else of what belongs to this owner: a tool has settings of its own."""
    return (level is Stability.REQUEST and owner in _EXAMPLES) or (level is Stability.SESSION and owner == "tool")


def _is_person(first: tuple[str, ...], owner: tuple[str, ...]) -> bool:
    if owner == ("author",):
        return "".join(first) in _IN_MESSAGES
    return _look_up(owner, _table((PERSONS,))) is not None


def _by_a_part(words: tuple[str, ...]) -> Level | None:
    """What the end or the beginning of a whole name tells."""
    if len(words) == 1:
        return None
    has_tools = "tools" in words or ("tool" in words and words[-1] != "description")
    if has_tools and words[-1] in _TOOL_LISTS and _SOME_TOOLS.isdisjoint(words):
        return Stability.DEPLOY, Nature.PLAIN
    for count in (2, 1):
        known = _table(ENDINGS).get("".join(words[-count:])) or _table(BEGINNINGS).get("".join(words[:count]))
        if known is not None:
            return known
    return None


def _of_environment(first: tuple[str, ...], path: str) -> Level | None:
    return _table(ENVIRONMENTS).get("".join(first)) if path.isupper() else None


def of_operation(op: str) -> Level | None:
    """What an operation brings in of its own, whatever it is applied to."""
    kind, _, name = op.partition(":")
    if kind == "filter":
        return _table(FILTERS).get(_joined(name))
    if kind == "tag":
        return _of_function(name)
    if kind != "call":
        return None
    *owner, last = [part for part in re.split(r"[.]", name) if part] or [""]
    if owner and _joined(owner[-1]) in _TIME_PLUGINS and (known := _table(TIME_PLUGIN).get(_joined(last))) is not None:
        return known
    if (known := _full_names().get(name.lower()) or _table(CALLS).get(_joined(last))) is not None:
        return known
    return _of_method(owner, last) if owner else _of_function(last)


def _of_function(name: str) -> Level | None:
    """A function that is called like a clock is one; `date(x)` and `messages()` may be anything."""
    known = _look_up(_words(name), _table(ANYWHERE))
    return known if known is not None and known[1] is not Nature.PLAIN else None


def _of_method(owner: list[str], name: str) -> Level | None:
    """What is asked of a clock is a clock: `now.strftime`."""
    if (own := _of_function(name)) is not None:
        return own
    known = by_name(owner[0], "".join(f".{part}" for part in owner[1:]))
    if known is None or known[1] not in (Nature.CLOCK, Nature.CALENDAR):
        return None
    if _look_up(_words(owner[-1]), _table(ANYWHERE)) is None:
        return None
    return (Stability.DAILY, Nature.CALENDAR) if _joined(name) in _DATES else known


# The directives of `strftime` that stay the same all day.
_DAY_OR_LESS = frozenset("aAwdbBhmyYCjUWGgVuDFxe")


def is_daily_format(text: str) -> bool:
    """Whether a `strftime` format keeps nothing of a clock that changes within a day."""
    parts = re.findall(r"%[-#_^0]?([A-Za-z])", text.replace("%%", ""))
    return bool(parts) and all(part in _DAY_OR_LESS for part in parts)


def _look_up(words: tuple[str, ...], table: dict[str, Level]) -> Level | None:
    """A name in a table, as it is or without the words around it that change nothing."""
    if (found := table.get("".join(words))) is not None:
        return found
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    while len(words) > 1 and words[-1] in _BEHIND:
        words = words[:-1]
    if len(words) > _A_NAME and words[-1] in _PIECES:
        words = words[:-1]
    return table.get("".join(words))


@cache
def _table(rows: tuple[Telling, ...]) -> dict[str, Level]:
    return {_joined(name): (row.stability, row.nature) for row in rows for name in row.names.split()}


@cache
def _full_names() -> dict[str, Level]:
    return {name: (row.stability, row.nature) for row in FULL for name in row.names.split()}


def _joined(name: str) -> str:
    return "".join(_words(name))


@cache
def _words(name: str) -> tuple[str, ...]:
    """The words of a name in snake, camel or kebab case; a possessive belongs to its word."""
    found = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+", name.replace("'", ""))
    return tuple(word.lower() for word in found)
