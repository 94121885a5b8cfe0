"""Templates of libraries that become prompts."""

from __future__ import annotations

from dataclasses import replace

from promptlint.link.python.tables.sink import Sink, each_of

_LANGCHAIN = ("langchain.", "langchain_core.", "langchain_classic.", "langchain_community.")
_TEMPLATE = Sink("PromptTemplate", messages=("template",), model=(), positional=("template",), fills="format")
_OF_QUERIES = ("context_str", "query_str", "context_msg", "existing_answer")
RUN_TEMPLATE = Sink(
    "invoke", messages=("messages",), model=("model", "model_name")
)  # a template of messages that a chain is run with

TEMPLATES = (
    *each_of(
        replace(_TEMPLATE, messages=("messages",), positional=("messages",), imports=_LANGCHAIN),
        "ChatPromptTemplate",
        "ChatPromptTemplate.from_messages",
    ),
    *each_of(replace(_TEMPLATE, imports=_LANGCHAIN, is_part=True), "PromptTemplate", "PromptTemplate.from_template"),
    replace(_TEMPLATE, suffix="ChatPromptTemplate.from_template", imports=_LANGCHAIN),
    replace(
        _TEMPLATE,
        suffix="FewShotPromptTemplate",
        messages=("prefix", "examples", "suffix"),
        positional=(),
        imports=_LANGCHAIN,
    ),
    replace(_TEMPLATE, imports=("llama_index.",), anew=_OF_QUERIES, is_part=True),
    replace(
        _TEMPLATE,
        suffix="ChatPromptTemplate",
        messages=("message_templates",),
        positional=("message_templates",),
        imports=("llama_index.",),
        anew=_OF_QUERIES,
    ),
    replace(
        _TEMPLATE,
        suffix="RichPromptTemplate",
        messages=("template_str",),
        positional=("template_str",),
        imports=("llama_index.",),
        fills="jinja",
        anew=_OF_QUERIES,
    ),
    *each_of(
        replace(_TEMPLATE, imports=("haystack.",), fills="jinja", anew=("documents", "query")),
        "PromptBuilder",
        "ChatPromptBuilder",
    ),
    replace(
        _TEMPLATE,
        suffix="KernelFunctionFromPrompt",
        messages=("prompt",),
        positional=(),
        imports=("semantic_kernel.",),
        fills="kernel",
    ),
    replace(_TEMPLATE, suffix="PromptTemplateConfig", positional=(), imports=("semantic_kernel.",), fills="kernel"),
)
