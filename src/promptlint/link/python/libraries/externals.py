"""What functions of the standard library and of template engines make of their arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.conversations import trimming
from promptlint.link.python.domain.merging import mixture
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    PART,
    Choice,
    Dictionary,
    Either,
    External,
    File,
    Function,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    Template,
    opaques,
    worst,
)
from promptlint.link.python.following import handing
from promptlint.link.python.following.containers import elements, plan
from promptlint.link.python.libraries import (
    buffers,
    chat_templates,
    data_files,
    default_tables,
    files,
    formatting,
    patterns,
    queues,
)
from promptlint.link.python.libraries.builtin_calls import builtin
from promptlint.link.python.libraries.json_values import as_dictionary, dumps, first
from promptlint.link.python.libraries.methods import shuffle
from promptlint.link.python.tables import sources
from promptlint.record import replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

    Known_ = Callable[[Frame, Arguments, ast.Call], Value | None]


_MOST_REDUCED = 50  # elements
_OF_ALL = re.compile("(?i)prompt|template|instruction|config|setting|client|model|schema|rule|lang|role")
_SEEDED = "random.seed()"
_OF_SEEDED = ("random.", "numpy.random.", "torch.rand")


def call(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value:
    """The result of calling something of another library, by its dotted name."""
    if (known := _FUNCTIONS.get(name)) is not None and (result := known(frame, given, node)) is not None:
        return result
    if name.startswith("builtins."):
        return builtin(frame, name.removeprefix("builtins."), given, node)
    if name in sources.GENERATORS and _is_seeded(given):
        return frame.opaque(node, Stability.CONSTANT, type_="random")
    formats = tuple(value.known if isinstance(value, Text) else _command(value) for value in given.args)
    if (source := sources.of_call(name, formats)) is not None:
        if _SEEDED in frame.env and name.startswith(_OF_SEEDED):
            return frame.opaque(node, Stability.CONSTANT)
        return _from_source(frame, source, given, node)
    if (kind := sources.type_of_call(name)) != "":
        return _kept(frame, kind, given, node)
    if (owner := _method_of_type(frame, name, given, node)) is not None:
        return owner
    if (done := handing.called(frame, External(name), name.rpartition(".")[2], given, node)) is not None:
        return done
    last = name.rpartition(".")[2]
    if last[:1].isupper() or last == "init_chat_model" or name.endswith("RunnablePassthrough.assign"):
        values = tuple(value for value in given.args if not isinstance(value, Spread | Repeat | Choice))
        return Instance(None, name, dict(given.named), values, frame.module.path, frame.span(node), is_partial=True)
    return moment(name.rpartition(".")[2], given) or made_of(frame, name.rpartition(".")[2], given, node)


def made_of(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Opaque:
    """What a function that nobody sees makes of its arguments: of an element of a loop, another one in each round."""
    found = frame.unknown(node)
    if _OF_ALL.search(name):
        return found
    values = (value for value in given.args if isinstance(value, Opaque | Text))
    loop = next((each.loop for value in values for each in opaques(value) if each.loop is not None), None)
    return found if loop is None else replace(found, loop=loop)


def moment(method: str, given: Arguments) -> Opaque | None:
    """The moment that a time zone is given, to say it in its own time."""
    value = given.args[0] if given.args and sources.is_of_moment(method) else None
    return value if isinstance(value, Opaque) and value.type else None


def _command(value: Item) -> str | None:
    """The words of a command that is given as a list."""
    words = value.items if isinstance(value, Listing) else ()
    known = [word.known for word in words if isinstance(word, Text) and word.known is not None]
    return " ".join(known) if known and len(known) == len(words) else None


def _from_source(frame: Frame, source: sources.Source, given: Arguments, node: ast.Call) -> Value:
    found = frame.opaque(node, source.stability, source.nature, source.type)
    if source.nature is Nature.UNORDERED:
        found = replace(found, settled=_settled(given))
    elif source.nature is Nature.RANDOM and given.args and _is_spelled_out(given.args[0]):
        found = replace(found, settled=Stability.CONSTANT)
    if source.narrows:
        values = [*given.args, *given.named.values()]
        worst_given = worst(opaque for value in values for opaque in opaques(value))
        if worst_given is None or worst_given.stability is not Stability.VOLATILE:
            return frame.opaque(node, Stability.CONSTANT) if worst_given is None else worst_given
    return found


def _is_spelled_out(value: Item) -> bool:
    """Whether the elements of a list that one is drawn from are seen."""
    return isinstance(value, Listing) and bool(value.items) and all(isinstance(i, Dictionary) for i in value.items)


def _settled(given: Arguments) -> Stability:
    """How often what is listed changes, apart from the order: files of a known folder come with the deployment."""
    bad = worst(opaque for value in given.args for opaque in opaques(value))
    return bad.stability if bad is not None and bad.nature is not Nature.UNORDERED else Stability.DEPLOY


def _is_seeded(given: Arguments) -> bool:
    first = given.at(0, "seed")
    return isinstance(first, Known) and first.content is not None


def _kept(frame: Frame, kind: str, given: Arguments, node: ast.Call) -> Value:
    """A value in another form: it varies as what it is made of does."""
    values = [v for v in (*given.args, *given.named.values()) if not isinstance(v, Spread | Repeat | Choice)]
    if kind == "path":
        return _path(frame, values, node)
    bad = worst(opaque for value in values for opaque in opaques(value))
    if bad is None:
        return frame.opaque(node, Stability.CONSTANT, type_=kind)
    return replace(bad, type=kind, form="")


def _path(frame: Frame, values: list[Value], node: ast.Call) -> Value:
    if not values:
        return File(".", frame.module.path, frame.span(node))
    first = files.as_file(frame, values[0], node)
    if first is None:
        return replace(files.deciding(values) or frame.unknown(node), type="path")
    return files.joined(frame, first, values[1:], node)


def _method_of_type(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value | None:
    """`datetime.strftime(now, …)`, `Path.read_text(path)`: a method with its object as an argument."""
    owner, _, _method = name.rpartition(".")
    if sources.type_of_call(owner) == "" or not given.args:
        return None
    first = given.args[0]
    if isinstance(first, Opaque):
        return first
    return None


# ---------------------------------------------------------------- the standard library


def _reduced(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`functools.reduce(function, values)`: the elements put together one by one."""
    from promptlint.link.python.following.invoking import Arguments as Given  # noqa: PLC0415 the two need each other
    from promptlint.link.python.following.objects import call_value  # noqa: PLC0415 see above

    function, over, start = given.at(0, "function"), given.at(1, "iterable"), given.at(2, "initial")
    if function is None or over is None:
        return None
    rest: list[Value] = [start] if start is not None else []
    for item in plan(frame, over, node):
        if isinstance(item, Spread | Repeat | Choice) or len(rest) > _MOST_REDUCED:
            return mixture([over, *rest], frame.unknown(node))
        rest.append(item)
    total = rest[0] if rest else None
    for each in rest[1:]:
        assert total is not None
        total = call_value(frame, function, Given([total, each], {}, [], {}), node)
        if total is None:
            return mixture(rest, frame.unknown(node))
    return total


def _dedent(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    value = given.at(0, "text")
    return value.dedented() if isinstance(value, Text) else value


def _indent(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    value, prefix = given.at(0, "text"), given.at(1, "prefix")
    if isinstance(value, Text) and isinstance(prefix, Text):
        return value.indented(prefix)
    return value


def _first(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    return first(given)


def _kept_text(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """A text in another form: what varies in it is what varies of the result."""
    values = [value for value in given.args if isinstance(value, Text | Opaque) and _is_no_constant(value)]
    return values[0] if values else frame.opaque(node, Stability.CONSTANT)


def _is_no_constant(value: Text | Opaque) -> bool:
    return not isinstance(value, Text) or value.known is None


def _digested(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`hashlib.sha256(…)`: another one for each value that it is made of."""
    values = [each for each in given.args[:2] if not isinstance(each, Spread | Repeat | Choice)]
    bad = worst(opaque for value in values for opaque in opaques(value))
    if bad is None:
        return frame.opaque(node, Stability.CONSTANT)
    if bad.stability is Stability.UNKNOWN:
        return None
    return replace(bad, type=PART if bad.type == PART else sources.DIGEST)


def _shuffled(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`random.shuffle(…)`: the list has another order from here on."""
    if _SEEDED not in frame.env:
        shuffle(frame, given, node)
    return Known(None, frame.module.path, frame.span(node))


def _seed(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`random.seed(…)`, kept among the names: with a constant the numbers are the same in each process."""
    if _is_seeded(given):
        frame.env[_SEEDED] = Known(True, frame.module.path, frame.span(node))  # noqa: FBT003 what a program says
    else:
        frame.env.pop(_SEEDED, None)
    return Known(None, frame.module.path, frame.span(node))


def _joined_path(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    values = [value for value in given.args if not isinstance(value, Spread | Repeat | Choice)]
    return _path(frame, values, node)


def _parent(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    value = first(given)
    if isinstance(value, Text):
        value = files.as_file(frame, value, node)
    return files.attribute_of(frame, value, "parent", node) if isinstance(value, File) else value


def _package_file(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`importlib.resources.files("package")`: the folder of a package."""
    value = first(given)
    name = value.known if isinstance(value, Text) else None
    inner = ""  # folders of files need no `__init__.py`
    while name:
        if (path := frame.machine.modules.find(name, 0, frame.module.path)) is not None:
            return File(f"/{path.rpartition('/')[0]}{inner}", frame.module.path, frame.span(node))
        name, _, last = name.rpartition(".")
        inner = f"/{last}{inner}"
    return replace(frame.unknown(node), type="path")


def _package_text(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    folder = _package_file(frame, given, node)
    name = given.at(1, "resource")
    if not isinstance(folder, File) or not isinstance(name, Text):
        return None
    path = files.joined(frame, folder, [name], node)
    return files.text_of(frame, path, node) if isinstance(path, File) else None


def _string_template(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    return _template("dollar", given.at(0, "template"), frame, node)


def _jinja_template(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    return _template("jinja", given.at(0, "template" if "template" in given.named else "source"), frame, node)


def _template(language: str, value: Value | None, frame: Frame, node: ast.Call) -> Value | None:
    match value:
        case Text():
            return Template(language, value, None, frame.module.path, frame.span(node))
        case Either(test, arms):
            made = [_template(language, arm, frame, node) for arm in arms if isinstance(arm, Text)]
            return Either(test, tuple(each for each in made if each is not None)) if made else None
        case _:
            return Template(language, None, None, frame.module.path, frame.span(node))


def _mustache(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`chevron.render(template, data)`."""
    made = _template("mustache", given.at(0, "template"), frame, node)
    data = given.at(1, "data")
    if not isinstance(made, Template) or made.text is None or not isinstance(data, Dictionary | None):
        return None
    entries = data.entries if data is not None else ()
    values = {entry.key: entry.value for entry in entries if isinstance(entry, Pair)}
    return formatting.rendered(frame, made, {**values, **given.named}, node)


def _langchain_template(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    style = given.named.get("template_format")
    language = {"jinja2": "jinja", "mustache": "mustache"}.get(
        style.known or "" if isinstance(style, Text) else "", "format"
    )
    made = _template(language, given.at(0, "template"), frame, node)
    return chat_templates.with_partial(frame, made, given, node) if isinstance(made, Template) else made


def _langchain_file(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`PromptTemplate.from_file(path)`."""
    path = given.at(0, "template_file")
    file = None if path is None else files.as_file(frame, path, node)
    text = files.text_of(frame, file, node) if isinstance(file, File) else None
    return _template("format", text, frame, node)


def _partial(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    value = first(given)
    if not isinstance(value, Function):
        return None
    more = tuple(each for each in given.args[1:] if not isinstance(each, Spread | Repeat | Choice))
    named = tuple(Pair(key, each) for key, each in given.named.items())
    return replace(value, given=(*value.given, *more), named=(*value.named, *named))


def _chain(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    items = tuple(i for v in given.args for i in ((v,) if isinstance(v, Spread | Repeat | Choice) else elements(v)))
    return Listing("list", items, frame.module.path, frame.span(node))


def _cast(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    value = given.args[1] if len(given.args) > 1 else None
    return None if isinstance(value, Spread | Repeat | Choice) else value


def _gathered(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    return Listing("list", tuple(given.args), frame.module.path, frame.span(node))


def _waited(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`done, pending = await asyncio.wait(…)`: two sets."""
    source = sources.of_call("asyncio.wait")
    assert source is not None
    found = replace(frame.opaque(node, source.stability, source.nature, source.type), settled=_settled(given))
    return Listing("tuple", (found, found), frame.module.path, frame.span(node))


def _parsed(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """What is read from a text or a stream: it varies as that does; a file of the repository holds what is in it."""
    first = given.args[0] if given.args else None
    if isinstance(first, File | Text) and (held := data_files.loaded(frame, first)) is not None:
        return held
    if first is None or isinstance(first, File):
        return frame.unknown(node)
    bad = worst(opaques(first))
    if bad is not None:
        return replace(bad, type="", form="")
    return frame.opaque(node, Stability.CONSTANT) if isinstance(first, Text) else frame.unknown(node)


_LANGCHAIN = ("langchain_core", "langchain", "langchain_classic")
_FUNCTIONS: dict[str, Known_] = {
    **dict.fromkeys(("json.loads", "json.load", "orjson.loads", "ast.literal_eval"), _parsed),
    **dict.fromkeys(("yaml.safe_load", "yaml.load", "yaml.full_load"), _parsed),
    **dict.fromkeys(("csv.reader", "csv.DictReader"), _parsed),
    "collections.deque": queues.deque,
    "collections.defaultdict": default_tables.made,
    "langchain_core.messages.trim_messages": trimming.trimmed,
    "langchain_core.messages.utils.trim_messages": trimming.trimmed,
    "langchain.messages.trim_messages": trimming.trimmed,
    "dataclasses.asdict": as_dictionary,
    "random.shuffle": _shuffled,
    "numpy.random.shuffle": _shuffled,
    **dict.fromkeys(sources.SEEDERS, _seed),
    "textwrap.dedent": _dedent,
    "inspect.cleandoc": _dedent,
    "textwrap.indent": _indent,
    **dict.fromkeys(sources.DIGESTS, _digested),
    "copy.copy": _first,
    "copy.deepcopy": _first,
    **dict.fromkeys(("html.escape", "html.unescape", "xml.sax.saxutils.escape", "textwrap.fill"), _first),
    **dict.fromkeys(("textwrap.shorten", "unicodedata.normalize", "shlex.quote", "urllib.parse.quote"), _kept_text),
    **dict.fromkeys(("re.compile", "regex.compile"), patterns.compiled),
    **dict.fromkeys(("re.sub", "regex.sub"), patterns.substituted),
    "asyncio.run": _first,
    "asyncio.wait_for": _first,
    "asyncio.create_task": _first,
    "asyncio.gather": _gathered,
    "joblib.delayed": _first,
    "threading.Thread": handing.started,
    "multiprocessing.Process": handing.started,
    **dict.fromkeys(("asyncio.wait", "concurrent.futures.wait"), _waited),
    "typing.cast": _cast,
    "json.dumps": dumps,
    "orjson.dumps": dumps,
    "yaml.dump": dumps,
    "yaml.safe_dump": dumps,
    "os.path.join": _joined_path,
    "os.path.dirname": _parent,
    "os.path.abspath": _first,
    "os.path.realpath": _first,
    "os.fspath": _first,
    "importlib.resources.files": _package_file,
    "importlib.resources.read_text": _package_text,
    "string.Template": _string_template,
    "mako.template.Template": _string_template,
    **dict.fromkeys(("chevron.render", "pystache.render"), _mustache),
    "jinja2.Template": _jinja_template,
    "homeassistant.helpers.template.Template": _jinja_template,
    "functools.partial": _partial,
    "functools.reduce": _reduced,
    "itertools.chain": _chain,
    buffers.NAME: buffers.made,
    **{
        f"{package}.prompts.PromptTemplate{way}": make
        for package in _LANGCHAIN
        for way, make in (
            ("", _langchain_template),
            (".from_template", _langchain_template),
            (".from_file", _langchain_file),
        )
    },
    **dict.fromkeys(
        (f"{package}.prompts.ChatPromptTemplate{way}" for package in _LANGCHAIN for way in ("", ".from_messages")),
        chat_templates.made,
    ),
    **{
        f"{package}.{name}": make
        for package in ("langchain", "langchain_classic")
        for name, make in (
            ("chains.LLMChain", chat_templates.of_chain),
            ("chains.llm.LLMChain", chat_templates.of_chain),
            ("chains.RetrievalQA.from_chain_type", chat_templates.of_retrieval),
            ("chains.ConversationalRetrievalChain.from_llm", chat_templates.of_retrieval),
            ("chains.combine_documents.create_stuff_documents_chain", chat_templates.of_documents),
            ("chains.combine_documents.stuff.create_stuff_documents_chain", chat_templates.of_documents),
        )
    },
    **dict.fromkeys(
        (f"{package}.prompts.ChatPromptTemplate.from_template" for package in _LANGCHAIN), chat_templates.of_text
    ),
    **{
        f"{package}.prompts{module}.{kind}MessagePromptTemplate.from_template": chat_templates.message_of(
            role, "template"
        )
        for package in _LANGCHAIN
        for module in ("", ".chat")
        for kind, role in (("System", "system"), ("Human", "user"), ("AI", "assistant"))
    },
    **{
        f"haystack.dataclasses{module}.ChatMessage.from_{role}": chat_templates.message_of(role, "text")
        for module in ("", ".chat_message")
        for role in ("system", "user", "assistant")
    },
    "llama_index.core.PromptTemplate": _langchain_template,
    "llama_index.core.prompts.PromptTemplate": _langchain_template,
}
