"""Whether a module can hold a prompt, by a look at its bytes.

Most modules of a repository have none of the words. Most of the others only speak of prompts, and what stands
around the word tells that in a fraction of the time that parsing takes.
"""

from __future__ import annotations

import re

from promptlint.frontends.python.likely import name_strength

# What is no text: a parameter that is left out.
_NO_TEXT = rb"(?!\s{0,8}(?:None|NOT_GIVEN|not_given|omit|OMIT|True|False|\d|\[\]|\{\})(?![\w.(\[]))"
_GIVEN = rb"\s{0,8}=(?!=)" + _NO_TEXT
_HELD = rb"(?:[\"']\s{0,4}:|[\"']\]" + _GIVEN + rb"|(?:\s{0,4}:[^=\n]{1,60})?" + _GIVEN + rb")"
_ROLE = rb"[\"'](?:system|developer|user|assistant|human)[\"']"
_DECORATED = rb"(?:\([^()]{0,200}\))?[ \t]{0,4}\r?\n\s{0,80}(?:async )?def\b"


def _after(*names: str) -> bytes:
    """That one of some words ends here: they have several lengths, which one look back may not."""
    return b"(?:" + b"|".join(rb"(?<=" + re.escape(name.encode()) + b")" for name in names) + b")"


_CREATORS = tuple(f"{name}.create(" for name in "chats caches assistants".split())
_AGENTS = tuple(f"create_{name}agent(" for name in ("", "react_", "deep_", "tool_calling_", "openai_tools_"))
_ASKED = tuple(f"{name}.{how}nvoke(" for name in ("llm", "model", "chat", ")") for how in ("i", "ai"))
# A word, and what it looks like where a prompt is sent or written. A pattern begins with its word, since only then
# is it searched for as fast as the word is: what stands in front is looked back at.
_FORMS = tuple(
    (word, re.compile(pattern) if pattern else None)
    for word, pattern in (
        (b"role", rb"role[\"']?\s{0,4}[:=]\s{0,8}" + _ROLE),
        (b"role", rb"role[\"']\s{0,4}:\s{0,8}\w{1,40}(?:\[[\"']|\.get\([\"']|\.)role\b"),  # messages that are repeated
        (b"[0]", rb"\[0\](?:\[[\"']content[\"']\]|\.content)\s{0,4}=(?!=)"),
        (b"[0]", rb"\[0\]\s{0,4}=\s{0,4}\{\s{0,80}\*\*"),
        (
            b"system",
            rb"system(?:_(?:prompt|message|msg|instructions?|template)\w{0,40}"
            + _HELD
            + rb"|="
            + _NO_TEXT
            + rb"|_prompt"
            + _DECORATED
            + rb"|Prompt|Instruction)",
        ),
        (b"instruction", rb"instructions?(?:" + _GIVEN + rb"|" + _DECORATED + rb")"),
        (b"messages.", rb"messages\.(?:create|stream|parse|count_tokens|tool_runner|batches\.create)\("),
        (
            b"ompletion",
            rb"ompletion(?:s\.(?:create|parse|stream)\w{0,40}\(|\.a?create\(|\("
            + _after(*(f"{before}completion(" for before in (" ", ".", "(", "a", "batch_", "chat_")))
            + rb"(?<!def completion\()(?!self))",
        ),
        (
            b"esponses",
            rb"esponses(?:\.(?:create|parse|stream)\(|\(" + _after("litellm.responses(", "aresponses(") + rb")",
        ),
        (b".create(", rb"\.create\((?:" + _after(*_CREATORS) + rb"|(?=[^()]{0,4000}\bmessages=))"),
        (b".chat", rb"\.chat(?:(?:_stream)?\((?=[^()]{0,4000}\bmessages?=)|\.(?:complete|parse|stream)\w{0,40}\()"),
        (b".complete", rb"\.complete(?:_async)?\((?=[^()]{0,4000}\bmessages=)"),
        (b"runs.", rb"runs\.(?:create|stream)\w{0,40}\("),
        (b"tokens.count(", rb""),
        (b"with_raw_response.", rb"with_raw_response\.(?:create|parse|stream)\("),
        (b"generate_content", rb"generate_content\w{0,20}\((?!\s{0,8}self)"),
        (b"converse", rb"converse(?:_stream)?\((?!\s{0,8}self)"),
        (b"romptTemplate", rb"romptTemplate(?:\(|\.from|Config\()"),
        (b"FromPrompt(", rb""),
        # Chains of templates that other modules hold; models and agents of libraries.
        (b"nvoke(", rb"nvoke\((?:\s{0,40}\{|" + _after(*_ASKED) + rb")"),
        (b"HumanMessage(", rb""),
        (b"gent.run", rb"gent\.run(?:_sync|_stream)?\(\s{0,80}f[\"']"),
        (b"pydantic_ai", rb"pydantic_ai import [^\n]{0,80}\bAgent\b"),
        (b"Runner.run", rb"Runner\.run(?:_sync|_streamed)?\("),
        (b"omplete(", rb"omplete\(" + _after("llm.complete(", "llm.acomplete(", ").complete(", ").acomplete(")),
        (b"PromptBuilder(", rb""),
        (
            b"Message",
            rb"Message(?:\(\s{0,8}"
            + _ROLE
            + rb"|(?:Param)?\("
            + _after("SystemMessage(", "SystemMessageParam(")
            + rb"|System\()",
        ),
        (b"SystemPromptPart(", rb""),
        (b"SystemContent(", rb""),
        (b".from_system(", rb""),
        (b"ole.SYSTEM", rb""),
        (b"_agent(", rb"_agent\(" + _after(*_AGENTS)),
        (b"backstory", rb"backstory\s{0,4}="),
        (b"Signature)", rb"Signature\):"),
        (b"@dynamic_prompt", rb""),
        (b"sys_", rb"sys_(?:prompt|msg|message)\w{0,40}" + _HELD),
        (b"developer_", rb"developer_(?:prompt|message|instructions)\w{0,40}" + _HELD),
        (b"cache_control", rb"cache_control(?:[\"']|" + _GIVEN + rb")"),
        (b"cachePoint", rb""),
        (b"prompt_cache_key", rb""),
        (b"add_system_", rb"add_system_(?:message|prompt)\("),
        (b"set_system_", rb"set_system_(?:message|prompt)\("),
        (
            b"_instructions(",
            rb"_instructions\("
            + _after(*(f"{how}_instructions(" for how in ("add", "set", "with", "append", "update")))
            + rb"(?!\s{0,8}self)",
        ),
        (b"messages", rb"messages[\"']\s{0,4}:[^{}]{0,300}[\"']model[\"']\s{0,4}:"),
        (b"model", rb"model[\"']\s{0,4}:[^{}]{0,300}[\"']messages[\"']\s{0,4}:"),
        (b"anthropic_version", rb""),
        (b"anthropic-version", rb""),
        (b"load_mcp_tools(", rb""),
        (b".list_tools(", rb""),
        (b".bind_tools(", rb""),
        (b"request.override(", rb""),
        (b"Tool", rb"Tool(?:\.from_\w{1,20})?\((?=[^;]{0,2000}\bdescription\s{0,4}=\s{0,8}(?:f[\"']|[\w.]{1,80}\())"),
    )
)
# Where functions give tools or add them one by one, and what has no order.
_TOOLS = (
    *(b"Tool%s]" % kind.encode() for kind in ("", '"', "Param", "Definition", "Spec", "Schema")),
    *(b"add_tool(", b"register_tool(", b".tools.append(", b".tools.extend("),
)
_WITHOUT_ORDER = (b"set(", b"iterdir(", b"listdir(", b"scandir(", b"glob(")
# The ends of names that tell, in a definition or an assignment.
_TAIL = rb"(?:_?(?:[a-z]{1,9}|[A-Z]{1,9}|\d{1,3})){0,2}(?: ?(?::[^=\n]{1,60})? " + _GIVEN + rb"|\()"
_NAMES = tuple(
    (word, re.compile(word + _TAIL))
    for word in (b"rompt", b"ROMPT", b"nstruction", b"NSTRUCTION", b"SYSTEM", b"system_")
)
_FUNCTION = re.compile(rb"[ \t]*(?:async )?def (\w*)")
_VARIABLE = re.compile(rb"[ \t]*(?:\w+\.)*(\w*)")
_NAME = re.compile(rb"\w+")
_LONGEST = 200  # of what stands in front of a name on its line


def whole(name: str) -> str:
    r"""The pattern of a name, or of `self.name`, that begins there.

    To search for letters and then look back is forty times as fast as to search for `\b` and then for letters.
    """
    letters = re.escape(name)
    return rf"{letters}(?<!\w{letters})"


def may_hold_prompt(raw: bytes) -> bool:
    """Whether a prompt may be sent or written there."""
    for word, form in _FORMS:
        if word in raw and (form is None or form.search(raw) is not None):
            return True
    return any(word in raw and _has_name(raw, form) for word, form in _NAMES) or _gathers_tools(raw)


def _gathers_tools(raw: bytes) -> bool:
    """Whether tools may be gathered there from what has no order."""
    return any(word in raw for word in _TOOLS) and any(word in raw for word in _WITHOUT_ORDER)


def _has_name(raw: bytes, form: re.Pattern[bytes]) -> bool:
    for match in form.finditer(raw):
        line = raw.rfind(b"\n", max(0, match.start() - _LONGEST), match.start()) + 1
        if line == 0 and match.start() > _LONGEST:
            continue
        shape = _FUNCTION if match[0].endswith(b"(") else _VARIABLE
        before = shape.fullmatch(raw, line, match.start())
        rest = _NAME.match(match[0])
        if before is not None and rest is not None and name_strength((before[1] + rest[0]).decode("ascii", "replace")):
            return True
    return False


# What a statement that is worth following speaks of.
_MENTIONS = (
    "def system(",
    *"rompt ROMPT nstruction NSTRUCTION ystem_message SYSTEM_ Message cache_control cachePoint messages. messages="
    " messages\": messages': ompletion esponses. generate_content converse role= role' role\" system= system':"
    ' system": Agent _agent( backstory Signature invoke( .partial( format_messages( format_prompt('
    " load_mcp_tools( .list_tools( .bind_tools( request.override( Tool( Tool.from_ messages[0]"
    " RunnablePassthrough RunnableParallel gent.run Runner.run omplete( Task(".split(),
)


def mentions(text: str) -> list[int]:
    """Where the text of a module speaks of what prompts are made of, in order."""
    found: list[int] = []
    for word in _MENTIONS:
        at = text.find(word)
        while at >= 0:
            found.append(at)
            at = text.find(word, at + len(word))
    found.sort()
    return found
