"""Every option of the configuration, once: how it is read, what the schema says of it, what it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from promptlint.config import (
    PROMPT_FOLDERS,
    BatchSettings,
    Config,
    PathSettings,
    SinkSettings,
    Switch,
    VersionPolicy,
)
from promptlint.diagnostics import Severity
from promptlint.facts import Declared
from promptlint.ir import Stability
from promptlint.selection import families, nearest, selected, selectors
from promptlint.versions import Bump

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from promptlint.config_costs import PriceSettings, RouteSettings
    from promptlint.rules._rule import Rule

T = TypeVar("T")
At = tuple[str | int, ...]  # keys, and indexes of lists
Schema = dict[str, Any]  # JSON


class InvalidError(Exception):
    """A value that an option does not take, or a key that is none."""

    def __init__(self, at: At, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.at, self.message, self.hint = at, message, hint


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of value: how TOML becomes ours, and the schema that accepts the same values."""

    read: Callable[[object, At], T]
    schema: Schema


@dataclass(frozen=True, slots=True)
class Option:
    """A key of a table, which fills the field of its name in a dataclass."""

    name: str
    kind: Kind[Any]
    help: str
    default: object = None
    required: bool = False

    @property
    def schema(self) -> Schema:
        """The kind's schema with what is said of this option."""
        default = {} if self.default is None else {"default": self.default}
        return {"description": self.help, **self.kind.schema, **default}


def configuration(rules: Sequence[Rule]) -> Kind[Config]:
    """The whole configuration, where these rules exist."""
    globs = _list(_text("a glob"))
    rule_list = _list(_selector(rules))
    severity = _severities(rules)
    levels = _levels("a placeholder's name")
    model = _text("the name of a model")
    versions = _table(
        VersionPolicy,
        Option("prefix-change", _choice(_BUMPS), "The least bump when the text of a cached prefix changes."),
        Option("interface-change", _choice(_BUMPS), "The least bump when the placeholders of a prompt change."),
        Option("sidecars", _list(_sidecar()), "Files beside a prompt that hold its version, as `FILE:KEY`.", []),
    )
    per_path = _table(
        PathSettings,
        Option("paths", _list(_text("a glob"), least=1), "Globs of the paths that this is for.", required=True),
        Option("ignore", rule_list, "Rules that do not run here: codes, names or families.", []),
        Option("severity", severity, "Severities here, by rule."),
        Option("placeholders", levels, "Stability levels here, by placeholder."),
        Option("model", model, "The model of the prompts here that name none."),
    )
    return _table(
        Config,
        Option("prompt-folders", globs, "Globs of the files that are prompts whatever they hold.", [*PROMPT_FOLDERS]),
        Option("exclude", globs, "Globs of paths that are not checked.", []),
        Option("select", rule_list, "The only rules that run: codes, names or families. Empty means all.", []),
        Option("ignore", rule_list, "Rules that do not run: codes, names or families.", []),
        Option("severity", severity, "Severities by rule; a family sets all of its rules that are not named."),
        Option("placeholders", levels, "How often a placeholder's value changes, by its name or a glob of names."),
        Option("model", model, "The model of prompts that name none."),
        Option("template-roots", globs, "Folders from which templates include and extend each other.", []),
        Option("trim-blocks", _flag(), "Whether the Jinja environment is made with `trim_blocks`.", default=False),
        Option("lstrip-blocks", _flag(), "Whether the Jinja environment is made with `lstrip_blocks`.", default=False),
        Option("require-reason", _flag(), "Whether a suppression without a reason does not hold.", default=True),
        Option(
            "python-roots",
            _list(_text("a folder")),
            "Folders from which Python code imports modules, besides those above a module and their `src`.",
            [],
        ),
        Option("sinks", _list(_sink()), "Calls in Python code that send a prompt, besides those of known libraries."),
        Option(
            "sources",
            _levels("the name of a call"),
            "How often the result of a call, or an attribute, changes in Python code: by its dotted name or a glob.",
        ),
        Option("tests", _flag(), "Whether tests written in Python are checked too.", default=False),
        Option("versions", versions, "What counts as a large enough bump, and where versions stand."),
        Option(
            "per-path",
            _list(per_path),
            "Settings for some paths only; the first that says something about a path wins.",
        ),
        Option("batch", _list(batch()), "Batches, with the prompts and documents that they count on."),
        Option("prices", _list(_prices()), "What you pay for a model, where that is not its list price."),
        Option("route", _list(_route()), "Kinds of work, and the models that are known to do them well enough."),
    )


def batch() -> Kind[BatchSettings]:
    """A batch as the configuration and manifests declare it."""
    return _table(
        BatchSettings,
        Option("name", _text("a name"), "What the batch is called; no two have one name.", required=True),
        Option(
            "prompts",
            _list(_pin("a prompt"), least=1),
            "The prompts that it sends, each by the name that reports give it, pinned to a version or a digest.",
            required=True,
        ),
        Option(
            "documents",
            _list(_pin("a document")),
            "Files whose text is part of the prefix, pinned in the same ways.",
            [],
        ),
        Option("model", _text("the name of a model"), "The model that answers it."),
        Option("provider", _text("the name of a provider"), "Who serves the model, where its name does not tell."),
        Option("version", _version(), "The pin of all that has none of its own: it moves when that changes."),
        Option("requests", _count(), "How many requests it has."),
        Option("output-tokens", _count(), "How many tokens an answer has."),
        Option("ttl", _duration(), "How long its cache entries live."),
        Option("window", _duration(), "How long it may take."),
    )


_BUMPS = {bump.value: bump for bump in Bump}
_SEVERITIES: dict[str, Severity | Switch] = {
    **{severity.word: severity for severity in sorted(Severity, reverse=True)},
    Switch.OFF.value: Switch.OFF,
}
_LEVELS = {level.word: level for level in Stability if level is not Stability.UNKNOWN}


def _table(build: Callable[..., T], *options: Option) -> Kind[T]:
    by_name = {option.name: option for option in options}

    def read(value: object, at: At) -> T:
        fields = {}
        for key, each in _mapping(value, at).items():
            if key not in by_name:
                raise InvalidError((*at, key), "unknown key", _hint(key, [*by_name]))
            fields[key.replace("-", "_")] = by_name[key].kind.read(each, (*at, key))
        for option in options:
            if option.required and option.name not in value:  # type: ignore[operator]  # it is a mapping, see above
                raise InvalidError(at, f"the key `{option.name}` is missing")
        return build(**fields)

    schema: Schema = {
        "type": "object",
        "properties": {option.name: option.schema for option in options},
        "additionalProperties": False,
    }
    required = [option.name for option in options if option.required]
    return Kind(read, schema | ({"required": required} if required else {}))


def _list(item: Kind[T], least: int = 0) -> Kind[tuple[T, ...]]:
    def read(value: object, at: At) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise InvalidError(at, f"expected a list, not {_described(value)}")
        if len(value) < least:
            raise InvalidError(at, "the list is empty")
        return tuple(item.read(each, (*at, index)) for index, each in enumerate(value))

    return Kind(read, {"type": "array", "items": item.schema} | ({"minItems": least} if least else {}))


def _text(what: str) -> Kind[str]:
    def read(value: object, at: At) -> str:
        if not isinstance(value, str):
            raise InvalidError(at, f"expected {what}, not {_described(value)}")
        if not value:
            raise InvalidError(at, f"expected {what}, not an empty string")
        return value

    return Kind(read, {"type": "string", "minLength": 1})


def _count() -> Kind[int]:
    def read(value: object, at: At) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidError(at, f"expected a whole number, not {_described(value)}")
        if value < 1:
            raise InvalidError(at, f"expected a number above 0, not {value}")
        return value

    return Kind(read, {"type": "integer", "minimum": 1})


def _version() -> Kind[str]:
    text = _text("a version")

    def read(value: object, at: At) -> str:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return text.read(str(value) if is_number else value, at)

    return Kind(read, {"type": ["string", "integer"], "minLength": 1})


def _duration() -> Kind[str]:
    def read(value: object, at: At) -> str:
        if not isinstance(value, str) or not re.search(_DURATION, value):
            raise InvalidError(at, f"expected a duration, not {_described(value)}", "for example `5m`, `1h` or `2d`")
        return value

    return Kind(read, {"type": "string", "pattern": _DURATION})


def _pin(what: str) -> Kind[str]:
    text = _text(what)

    def read(value: object, at: At) -> str:
        pin = text.read(value, at)
        if re.search(_BROKEN_DIGEST, pin):
            hint = "at least 8 digits from 0 to f; the finding on a pin that no longer holds shows the right ones"
            raise InvalidError(at, f"`{pin}` is pinned to no digest", hint)
        return pin

    return Kind(read, text.schema | {"not": {"pattern": _BROKEN_DIGEST}})


_DURATION = r"^[1-9][0-9]*[smhd]$"
_BROKEN_DIGEST = r"@sha256:(?![0-9a-f]{8,64}$)"


def _flag() -> Kind[bool]:
    def read(value: object, at: At) -> bool:
        if not isinstance(value, bool):
            raise InvalidError(at, f"expected true or false, not {_described(value)}")
        return value

    return Kind(read, {"type": "boolean"})


def _choice(words: Mapping[str, T]) -> Kind[T]:
    def read(value: object, at: At) -> T:
        if not isinstance(value, str):
            raise InvalidError(at, f"expected {_either([*words])}, not {_described(value)}")
        if value not in words:
            near = nearest(value, [*words])
            hint = f"did you mean `{near}`?" if near else None
            raise InvalidError(at, f"expected {_either([*words])}, not `{value}`", hint)
        return words[value]

    return Kind(read, {"enum": [*words]})


def _sidecar() -> Kind[str]:
    def read(value: object, at: At) -> str:
        name, _, key = value.rpartition(":") if isinstance(value, str) else ("", "", "")
        if not isinstance(value, str) or not name or not key:
            raise InvalidError(at, f"expected `FILE:KEY`, not {_described(value)}", "for example `spec.yaml:version`")
        return value

    return Kind(read, {"type": "string", "pattern": r"^[\s\S]+:[^:]+$"})


def _selector(rules: Sequence[Rule]) -> Kind[str]:
    def read(value: object, at: At) -> str:
        if not isinstance(value, str):
            raise InvalidError(at, f"expected a rule, not {_described(value)}")
        _require_rule(value, rules, at)
        return value

    return Kind(read, {"enum": [*selectors(rules)]})


def _severities(rules: Sequence[Rule]) -> Kind[dict[str, Severity | Switch]]:
    choice = _choice(_SEVERITIES)

    def read(value: object, at: At) -> dict[str, Severity | Switch]:
        given = _mapping(value, at)
        for key in given:
            _require_rule(key, rules, (*at, key))
        general_first = sorted(given, key=lambda key: len(key) if key in families(rules) else 100)
        levels = {key: choice.read(given[key], (*at, key)) for key in general_first}
        return {rule.name: level for key, level in levels.items() for rule in selected(key, rules)}

    schema = {"type": "object", "propertyNames": {"enum": [*selectors(rules)]}, "additionalProperties": choice.schema}
    return Kind(read, schema)


def _sink() -> Kind[SinkSettings]:
    names = _list(_text("the name of an argument"), least=1)
    table = _table(
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
            raise InvalidError(at, "no argument holds a prompt", f"name it under {_either(parts)}")
        return sink

    return Kind(read, table.schema | {"anyOf": [{"required": [part]} for part in parts]})


def _prices() -> Kind[PriceSettings]:
    dollars = _number("dollars per million tokens")
    return _table(
        _price_settings,
        Option("model", _text("the name of a model"), "The model, under any of its names.", required=True),
        Option("input", dollars, "A million tokens of a prompt, in US dollars."),
        Option("write-5m", dollars, "A million tokens written to the cache for five minutes, or for the default time."),
        Option("write-1h", dollars, "A million tokens written to the cache for an hour."),
        Option("read", dollars, "A million tokens read from the cache."),
        Option("output", dollars, "A million tokens of answers."),
        Option("batch", _number("a factor such as 0.5"), "What a batch pays of each of these prices: 0.5 is half."),
        Option("source", _text("a source"), "Where these prices are from, to be named in estimates."),
    )


def _price_settings(**fields: Any) -> PriceSettings:  # noqa: ANN401 as the options have read them
    from promptlint.config_costs import PriceSettings  # noqa: PLC0415 few configurations have prices

    return PriceSettings(**fields)


def _route() -> Kind[RouteSettings]:
    return _table(
        _route_settings,
        Option(
            "prompts",
            _list(_text("a glob"), least=1),
            "The work: globs of the paths of prompts, or names of batches.",
            required=True,
        ),
        Option("models", _list(_text("the name of a model"), least=1), "The models that do it well.", required=True),
        Option("reason", _text("a reason"), "How that is known, to be named in estimates and findings."),
    )


def _route_settings(**fields: Any) -> RouteSettings:  # noqa: ANN401 as the options have read them
    from promptlint.config_costs import RouteSettings  # noqa: PLC0415 few configurations have routes

    return RouteSettings(**fields)


def _number(what: str) -> Kind[Decimal]:
    def read(value: object, at: At) -> Decimal:
        from decimal import Decimal  # noqa: PLC0415 the same

        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidError(at, f"expected {what}, not {_described(value)}")
        if not 0 <= value <= _MOST:  # `nan` is neither
            raise InvalidError(at, f"expected {what}, from 0 to {_MOST:,}")
        return Decimal(repr(value))

    return Kind(read, {"type": "number", "minimum": 0, "maximum": _MOST})


_MOST = 1_000_000


def _call() -> Kind[str]:
    text = _text("the dotted name of a call")

    def read(value: object, at: At) -> str:
        name = text.read(value, at)
        if not re.fullmatch(_NO_CODE, name):
            hint = "for example `app.llm.ask` or `*.complete`"
            raise InvalidError(at, f"expected the dotted name of a call, not {_described(value)}", hint)
        return name

    return Kind(read, {"type": "string", "pattern": f"^{_NO_CODE}$"})


_NO_CODE = r"[^\s()]+"


def _levels(what: str) -> Kind[tuple[Declared, ...]]:
    name, level = _text(what), _choice(_LEVELS)

    def read(value: object, at: At) -> tuple[Declared, ...]:
        return tuple(
            Declared(name.read(key, (*at, key)), level.read(each, (*at, key)))
            for key, each in _mapping(value, at).items()
        )

    schema = {"type": "object", "propertyNames": {"minLength": 1}, "additionalProperties": level.schema}
    return Kind(read, schema)


def _mapping(value: object, at: At) -> dict[str, object]:
    if not isinstance(value, dict):
        raise InvalidError(at, f"expected a table, not {_described(value)}")
    return value


def _require_rule(word: str, rules: Sequence[Rule], at: At) -> None:
    if not selected(word, rules):
        near = nearest(word, selectors(rules))
        hint = f"did you mean `{near}`?" if near else "`promptlint rules` lists the rules"
        raise InvalidError(at, f"unknown rule `{word}`", hint)


def _hint(word: str, known: Sequence[str]) -> str:
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else f"known are {', '.join(f'`{each}`' for each in known)}"


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(f'`{word}`' for word in words[:-1])} or `{words[-1]}`"


def _described(value: object) -> str:
    """What was found, in the words of TOML."""
    match value:
        case bool():
            return "true or false"
        case str():
            return f"the string `{value}`"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date"
