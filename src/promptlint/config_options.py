"""Every option of the configuration, once: how it is read, what the schema says of it, what it is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from promptlint.config import (
    PROMPT_FOLDERS,
    Config,
    PathSettings,
    SinkSettings,
    Switch,
    VersionPolicy,
)
from promptlint.config_batches import batch
from promptlint.config_kinds import (
    At,
    InvalidError,
    Kind,
    Option,
    described,
    either,
    flag,
    list_of,
    mapping,
    number,
    one_of,
    string,
    table_of,
)
from promptlint.diagnostics import Severity
from promptlint.facts import Declared
from promptlint.ir import Stability
from promptlint.selection import families, nearest, selected, selectors
from promptlint.versions import Bump

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.config_costs import PriceSettings, RouteSettings
    from promptlint.rules._rule import Rule


def configuration(rules: Sequence[Rule]) -> Kind[Config]:
    """The whole configuration, where these rules exist."""
    globs = list_of(string("a glob"))
    rule_list = list_of(_selector(rules))
    severity = _severities(rules)
    levels = _levels("a placeholder's name")
    model = string("the name of a model")
    versions = table_of(
        VersionPolicy,
        Option("prefix-change", one_of(_BUMPS), "The least bump when the text of a cached prefix changes."),
        Option("interface-change", one_of(_BUMPS), "The least bump when the placeholders of a prompt change."),
        Option("sidecars", list_of(_sidecar()), "Files beside a prompt that hold its version, as `FILE:KEY`.", []),
    )
    per_path = table_of(
        PathSettings,
        Option("paths", list_of(string("a glob"), least=1), "Globs of the paths that this is for.", required=True),
        Option("ignore", rule_list, "Rules that do not run here: codes, names or families.", []),
        Option("severity", severity, "Severities here, by rule."),
        Option("placeholders", levels, "Stability levels here, by placeholder."),
        Option("model", model, "The model of the prompts here that name none."),
    )
    return table_of(
        Config,
        Option("prompt-folders", globs, "Globs of the files that are prompts whatever they hold.", [*PROMPT_FOLDERS]),
        Option("exclude", globs, "Globs of paths that are not checked.", []),
        Option("select", rule_list, "The only rules that run: codes, names or families. Empty means all.", []),
        Option("ignore", rule_list, "Rules that do not run: codes, names or families.", []),
        Option("severity", severity, "Severities by rule; a family sets all of its rules that are not named."),
        Option("placeholders", levels, "How often a placeholder's value changes, by its name or a glob of names."),
        Option("model", model, "The model of prompts that name none."),
        Option("template-roots", globs, "Folders from which templates include and extend each other.", []),
        Option("trim-blocks", flag(), "Whether the Jinja environment is made with `trim_blocks`.", default=False),
        Option("lstrip-blocks", flag(), "Whether the Jinja environment is made with `lstrip_blocks`.", default=False),
        Option("require-reason", flag(), "Whether a suppression without a reason does not hold.", default=True),
        Option(
            "python-roots",
            list_of(string("a folder")),
            "Folders from which Python code imports modules, besides those above a module and their `src`.",
            [],
        ),
        Option("sinks", list_of(_sink()), "Calls in Python code that send a prompt, besides those of known libraries."),
        Option(
            "sources",
            _levels("the name of a call"),
            "How often the result of a call, or an attribute, changes in Python code: by its dotted name or a glob.",
        ),
        Option("tests", flag(), "Whether tests written in Python are checked too.", default=False),
        Option("versions", versions, "What counts as a large enough bump, and where versions stand."),
        Option(
            "per-path",
            list_of(per_path),
            "Settings for some paths only; the first that says something about a path wins.",
        ),
        Option("batch", list_of(batch()), "Batches, with the prompts and documents that they count on."),
        Option("prices", list_of(_prices()), "What you pay for a model, where that is not its list price."),
        Option("route", list_of(_route()), "Kinds of work, and the models that are known to do them well enough."),
    )


_BUMPS = {bump.value: bump for bump in Bump}
_SEVERITIES: dict[str, Severity | Switch] = {
    **{severity.word: severity for severity in sorted(Severity, reverse=True)},
    Switch.OFF.value: Switch.OFF,
}
_LEVELS = {level.word: level for level in Stability if level is not Stability.UNKNOWN}


def _sidecar() -> Kind[str]:
    def read(value: object, at: At) -> str:
        name, _, key = value.rpartition(":") if isinstance(value, str) else ("", "", "")
        if not isinstance(value, str) or not name or not key:
            raise InvalidError(at, f"expected `FILE:KEY`, not {described(value)}", "for example `spec.yaml:version`")
        return value

    return Kind(read, {"type": "string", "pattern": r"^[\s\S]+:[^:]+$"})


def _selector(rules: Sequence[Rule]) -> Kind[str]:
    def read(value: object, at: At) -> str:
        if not isinstance(value, str):
            raise InvalidError(at, f"expected a rule, not {described(value)}")
        _require_rule(value, rules, at)
        return value

    return Kind(read, {"enum": [*selectors(rules)]})


def _severities(rules: Sequence[Rule]) -> Kind[dict[str, Severity | Switch]]:
    choice = one_of(_SEVERITIES)

    def read(value: object, at: At) -> dict[str, Severity | Switch]:
        given = mapping(value, at)
        for key in given:
            _require_rule(key, rules, (*at, key))
        general_first = sorted(given, key=lambda key: len(key) if key in families(rules) else 100)
        levels = {key: choice.read(given[key], (*at, key)) for key in general_first}
        return {rule.name: level for key, level in levels.items() for rule in selected(key, rules)}

    schema = {"type": "object", "propertyNames": {"enum": [*selectors(rules)]}, "additionalProperties": choice.schema}
    return Kind(read, schema)


def _sink() -> Kind[SinkSettings]:
    names = list_of(string("the name of an argument"), least=1)
    table = table_of(
        SinkSettings,
        Option(
            "call",
            _call(),
            "A call in Python code that sends a prompt: its dotted name, or a glob of such names.",
            required=True,
        ),
        Option("system", names, "The arguments that hold the system prompt, in the order in which they are sent."),
        Option("messages", names, "The arguments that hold messages."),
        Option("tools", names, "The arguments that hold tools."),
        Option("model", names, "The arguments that name the model."),
        Option("positional", names, "All arguments in their order, for calls that leave out the names."),
    )
    parts = ("system", "messages", "tools")

    def read(value: object, at: At) -> SinkSettings:
        sink = table.read(value, at)
        if not (sink.system or sink.messages or sink.tools):
            raise InvalidError(at, "no argument holds a prompt", f"name it under {either(parts)}")
        return sink

    return Kind(read, table.schema | {"anyOf": [{"required": [part]} for part in parts]})


def _prices() -> Kind[PriceSettings]:
    dollars = number("dollars per million tokens")
    return table_of(
        _price_settings,
        Option("model", string("the name of a model"), "The model, under any of its names.", required=True),
        Option("input", dollars, "A million tokens of a prompt, in US dollars."),
        Option("write-5m", dollars, "A million tokens written to the cache for five minutes, or for the default time."),
        Option("write-1h", dollars, "A million tokens written to the cache for an hour."),
        Option("read", dollars, "A million tokens read from the cache."),
        Option("output", dollars, "A million tokens of answers."),
        Option("batch", number("a factor such as 0.5"), "What a batch pays of each of these prices: 0.5 is half."),
        Option("source", string("a source"), "Where these prices are from, to be named in estimates."),
    )


def _price_settings(**fields: Any) -> PriceSettings:  # noqa: ANN401 as the options have read them
    from promptlint.config_costs import PriceSettings  # noqa: PLC0415 few configurations have prices

    return PriceSettings(**fields)


def _route() -> Kind[RouteSettings]:
    return table_of(
        _route_settings,
        Option(
            "prompts",
            list_of(string("a glob"), least=1),
            "The work: globs of the paths of prompts, or names of batches.",
            required=True,
        ),
        Option("models", list_of(string("the name of a model"), least=1), "The models that do it well.", required=True),
        Option("reason", string("a reason"), "How that is known, to be named in estimates and findings."),
    )


def _route_settings(**fields: Any) -> RouteSettings:  # noqa: ANN401 as the options have read them
    from promptlint.config_costs import RouteSettings  # noqa: PLC0415 few configurations have routes

    return RouteSettings(**fields)


def _call() -> Kind[str]:
    text = string("the dotted name of a call")

    def read(value: object, at: At) -> str:
        name = text.read(value, at)
        if not re.fullmatch(_NO_CODE, name):
            hint = "for example `app.llm.ask` or `*.complete`"
            raise InvalidError(at, f"expected the dotted name of a call, not {described(value)}", hint)
        return name

    return Kind(read, {"type": "string", "pattern": f"^{_NO_CODE}$"})


_NO_CODE = r"[^\s()]+"


def _levels(what: str) -> Kind[tuple[Declared, ...]]:
    name, level = string(what), one_of(_LEVELS)

    def read(value: object, at: At) -> tuple[Declared, ...]:
        return tuple(
            Declared(name.read(key, (*at, key)), level.read(each, (*at, key)))
            for key, each in mapping(value, at).items()
        )

    schema = {"type": "object", "propertyNames": {"minLength": 1}, "additionalProperties": level.schema}
    return Kind(read, schema)


def _require_rule(word: str, rules: Sequence[Rule], at: At) -> None:
    if not selected(word, rules):
        near = nearest(word, selectors(rules))
        hint = f"did you mean `{near}`?" if near else "`promptlint rules` lists the rules"
        raise InvalidError(at, f"unknown rule `{word}`", hint)
