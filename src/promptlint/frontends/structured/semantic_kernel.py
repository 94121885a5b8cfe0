"""Semantic Kernel: prompt functions in YAML, and the `config.json` beside a `skprompt.txt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import Settings
from promptlint.frontends.documents.node import Mapping, Scalar, Sequence
from promptlint.frontends.roles import blocks_of, split_elements
from promptlint.frontends.structured.metadata import literal_model, name_of, version_of
from promptlint.frontends.structured.structured_file import Asking, Found

if TYPE_CHECKING:
    from promptlint.facts import Node as TemplateNode
    from promptlint.frontends.documents.node import Node
    from promptlint.frontends.structured.draft import Templates
    from promptlint.frontends.structured.structured_file import StructuredFile
    from promptlint.source import Span

_LANGUAGES = {"semantic-kernel": "semantic-kernel", "handlebars": "handlebars", "jinja2": "jinja", "liquid": "jinja"}
# Where `skprompt.txt` is the template, these are what its settings hold.
_SETTINGS = ("execution_settings", "completion", "input", "input_variables", "default_services", "default_backends")
_MODEL_KEYS = ("model_id", "ai_model_id", "modelId")


def read(file: StructuredFile) -> Found | None:
    """A prompt function, or the settings of one."""
    for place, root in file.roots():
        if not isinstance(root, Mapping):
            continue
        if _is_settings(root):
            model = _model(root)
            settings = Settings(
                model=model[0] if model else None,
                model_span=model[1] if model else None,
                version=version_of((root,)),
                name=name_of(root),
            )
            return Found("semantic-kernel-settings", settings=settings)
        template = root.text("template")
        if template is None or not _is_function(root):
            continue
        declared = root.text("template_format")
        form = declared.value.strip().lower() if declared is not None else "semantic-kernel"
        templates = file.declared(_LANGUAGES[form])
        nodes = _nodes(template, templates, is_liquid=form == "liquid")
        asking = Asking(model=_model(root))
        prompt = file.built(place.around_with(root), blocks_of(nodes, template.span), templates, asking)
        return Found("semantic-kernel", (prompt,))
    return None


def _nodes(template: Scalar, templates: Templates, *, is_liquid: bool) -> tuple[TemplateNode, ...]:
    try:
        nodes = templates.nodes(template)
    except UnreadableError:
        if not is_liquid:
            raise
        # Liquid is close to Jinja, and not the same: what Jinja rejects is taken as it stands.
        templates.language = "plain"
        nodes = templates.nodes(template)
    return split_elements(nodes)


def _is_function(root: Mapping) -> bool:
    """Whether a mapping with a template is this format's: LangChain's is close to it."""
    form = root.get("template_format")
    if isinstance(form, Scalar) and form.value.strip().lower() not in _LANGUAGES:
        return False
    variables = root.sequence("input_variables")
    if variables is not None and variables.items:
        return isinstance(variables.items[0], Mapping)
    return "execution_settings" in root or (form is not None and "description" in root)


def _is_settings(root: Mapping) -> bool:
    if "template" in root or "prompt" in root or "messages" in root:
        return False
    kind = root.text("type")
    is_completion = kind is not None and kind.value == "completion"
    return ("schema" in root or is_completion) and any(key in root for key in _SETTINGS)


def _model(root: Mapping) -> tuple[str, Span] | None:
    """The model, where all services that are set up use one."""
    node = root.get("execution_settings", "completion")
    services: list[Node] = [node] if isinstance(node, Mapping) else []
    if isinstance(node, Mapping):
        services += [value for _, value in node.items]
    elif isinstance(node, Sequence):
        services += node.items
    named = [
        found
        for service in services
        if isinstance(service, Mapping)
        and (value := service.text(*_MODEL_KEYS)) is not None
        and (found := literal_model(value)) is not None
    ]
    return named[0] if len({model for model, _ in named}) == 1 else None
