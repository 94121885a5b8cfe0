"""LangChain's prompts: `_type: prompt`, chains that hold them, and what its serializer writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.facts import Include, Print, Ref, Text
from promptlint.frontends.documents.node import Mapping, Scalar, ScalarKind, Sequence
from promptlint.frontends.structured.conversation import parts
from promptlint.frontends.structured.draft import Draft, Templates
from promptlint.frontends.structured.structured_file import MOST_PROMPTS, Asking, Found, Place
from promptlint.frontends.structured.telling import ROLES
from promptlint.ir import Section

if TYPE_CHECKING:
    from collections.abc import Sequence as Items

    from promptlint.facts import Node as TemplateNode
    from promptlint.facts import PromptFacts
    from promptlint.frontends.documents.node import Node
    from promptlint.frontends.structured.structured_file import StructuredFile

_LANGUAGES = {"f-string": "fstring", "jinja2": "jinja", "mustache": "mustache"}
_KINDS = frozenset("prompt chat few_shot few_shot_with_templates".split())
_ROLE_CLASSES = {
    "SystemMessage": "system",
    "HumanMessage": "user",
    "AIMessage": "assistant",
    "ChatMessage": "user",
    "ToolMessage": "tool",
    "FunctionMessage": "tool",
}
_TEMPLATE_KEYS = ("template", "prefix", "suffix")
_PATH_KEYS = ("template_path", "prefix_path", "suffix_path")


def read(file: StructuredFile) -> Found | None:
    """All prompts of a file, however deep they stand in its chains."""
    walk = _Walk(file)
    walk.pending += file.roots()
    while walk.pending and len(walk.prompts) <= MOST_PROMPTS:
        walk.visit(*walk.pending.pop())
    if not walk.prompts:
        return None
    prompts = sorted(walk.prompts, key=lambda prompt: prompt.blocks[0].span.start if prompt.blocks else 0)
    return Found("langchain", tuple(prompts))


def _is_plain_template(root: Mapping) -> bool:
    """Whether a mapping is a prompt that lacks the key which says so: its variables are a list of names."""
    variables = root.get("input_variables")
    if not isinstance(variables, Sequence) or _kind(root):
        return False
    return any(key in root for key in (*_TEMPLATE_KEYS, *_PATH_KEYS)) and all(
        isinstance(item, Scalar) for item in variables.items
    )


def _kind(mapping: Mapping) -> str:
    """The value of `_type`, or the class in the serializer's `id`."""
    kind = mapping.text("_type")
    if kind is not None:
        return kind.value
    path = mapping.sequence("id")
    if "lc" in mapping and path is not None and path.items and isinstance(last := path.items[-1], Scalar):
        return last.value
    return ""


@dataclass
class _Walk:
    file: StructuredFile
    pending: list[tuple[Place, Node]] = field(default_factory=list)
    prompts: list[PromptFacts] = field(default_factory=list)
    _seen: set[int] = field(default_factory=set)

    def visit(self, place: Place, node: Node) -> None:
        """Take a prompt, or look for prompts inside."""
        if isinstance(node, Scalar) or id(node) in self._seen:
            return
        self._seen.add(id(node))
        if isinstance(node, Sequence):
            self.pending += [(place.within(str(index)), item) for index, item in enumerate(node.items)]
            return
        kind = _kind(node)
        if kind in _KINDS or kind.endswith("PromptTemplate") or _is_agent(node, kind) or _is_plain_template(node):
            self.template(place, node)
        else:
            self.pending += [(place.within(key.value, node), value) for key, value in node.items]

    def template(self, place: Place, mapping: Mapping) -> None:
        """Take a prompt."""
        inner = mapping.mapping("kwargs") if "lc" in mapping else None
        body = inner if inner is not None else mapping
        templates = self._templates(body)
        drafts = _drafts(body, templates)
        if drafts:
            self.prompts.append(self.file.prompt(place.around_with(mapping), drafts, templates, Asking()))

    def _templates(self, body: Mapping) -> Templates:
        form = body.text("template_format")
        messages = body.sequence("messages")
        for message in messages.items if messages is not None and form is None else ():
            inner = _template_of(message)
            form = form or (inner.text("template_format") if inner is not None else None)
        return self.file.declared(_LANGUAGES.get(form.value if form is not None else "f-string", "plain"))


def _is_agent(mapping: Mapping, kind: str) -> bool:
    """Whether a mapping is an agent that keeps the two ends of its prompt."""
    return bool(kind) and mapping.text("prefix") is not None and mapping.text("suffix") is not None


def _drafts(body: Mapping, templates: Templates) -> list[Draft]:
    messages = body.sequence("messages")
    if messages is not None:
        return _messages(messages.items)
    nodes: list[TemplateNode] = []
    separator = body.get("example_separator")
    pieces = [_text(body, "template", templates) or _text(body, "prefix", templates)]
    pieces += [*_examples(body, templates), _text(body, "suffix", templates)]
    for piece in pieces:
        if piece and nodes:
            nodes += _separator(separator, body)
        nodes += piece
    if not nodes:
        return []
    first = next(text for key in (*_TEMPLATE_KEYS, *_PATH_KEYS, "examples") if (text := body.get(key)) is not None)
    return [Draft(Section.MESSAGES, "user", first.span, nodes=tuple(nodes))]


def _text(body: Mapping, key: str, templates: Templates) -> Items[TemplateNode]:
    """What a key says, or the file that it names."""
    path = body.text(f"{key}_path")
    if body.text(key) is None and path is not None:
        return (Include((path.value,), optional=False, span=path.span, language=templates.language),)
    return _nodes(body.text(key), templates)


def _nodes(text: Scalar | None, templates: Templates) -> Items[TemplateNode]:
    return templates.nodes(text) if text is not None else ()


def _separator(node: Node | None, body: Mapping) -> Items[TemplateNode]:
    """What stands between examples: two line ends unless the file says otherwise."""
    from promptlint.source import Run, Span  # noqa: PLC0415 only for prompts with examples

    if isinstance(node, Scalar) and node.kind is ScalarKind.STRING:
        return (Text.of(node.view, 0, len(node.value)),) if node.value else ()
    here = Span(body.span.start, body.span.start)
    return (Text("\n\n", here, (Run(0, 2, here),)),)


def _examples(body: Mapping, templates: Templates) -> list[Items[TemplateNode]]:
    """Each example, put into the template that they share; a file of examples counts as it is written."""
    if (path := body.text("examples")) is not None:
        return [(Include((path.value,), optional=False, span=path.span, language="plain"),)]
    examples, shared = body.sequence("examples"), body.mapping("example_prompt")
    shared = shared.mapping("kwargs") if shared is not None and "lc" in shared else shared
    template = shared.text("template") if shared is not None else None
    if examples is None or template is None:
        return []
    form = _nodes(template, templates)
    return [
        tuple(_filled(node, example) for node in form) for example in examples.items if isinstance(example, Mapping)
    ]


def _filled(node: TemplateNode, example: Mapping) -> TemplateNode:
    if isinstance(node, Print) and isinstance(node.value, Ref) and not node.value.path:
        value = example.get(node.value.root)
        if isinstance(value, Scalar):
            return Text.of(value.view, 0, len(value.value))
    return node


def _messages(items: Items[Node]) -> list[Draft]:
    drafts: list[Draft] = []
    leading = True
    for item in items:
        if not isinstance(item, Mapping):
            continue
        kwargs = item.mapping("kwargs")
        own = kwargs if kwargs is not None else item
        role = _role(item, own)
        leading = leading and role == "system"
        section = Section.SYSTEM if leading else Section.MESSAGES
        name = own.text("variable_name")
        if name is not None:
            drafts.append(Draft(section, "user", item.span, nodes=(Print(Ref(name.value), name.span),)))
            leading = False
            continue
        inner = _template_of(item)
        content = inner.get("template") if inner is not None else own.get("content", "template")
        drafts += parts(content, section, role, item)
    return drafts


def _template_of(message: Node) -> Mapping | None:
    """The mapping that holds a message's template."""
    if not isinstance(message, Mapping):
        return None
    own = message.mapping("kwargs") or message
    prompt = own.get("prompt")
    if isinstance(prompt, Sequence):  # several parts; the first is the text
        prompt = prompt.items[0] if prompt.items else None
    if not isinstance(prompt, Mapping):
        return None
    return prompt.mapping("kwargs") or prompt


def _role(message: Mapping, own: Mapping) -> str:
    kind = _kind(message)
    for name, role in _ROLE_CLASSES.items():
        if kind.startswith(name):
            spoken = own.text("role")
            return ROLES.get(spoken.value.lower(), role) if spoken is not None else role
    spoken = own.text("role", "type", "_type")
    return ROLES.get(spoken.value.lower(), "user") if spoken is not None else "user"
