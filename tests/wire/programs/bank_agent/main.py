import inspect
import sys

import anthropic
import functions
from functions import RULES


def schema(function):
    return {
        "name": function.__name__,
        "description": inspect.getdoc(function),
        "input_schema": {
            "type": "object",
            "properties": {name: {"type": "string"} for name in inspect.signature(function).parameters},
        },
    }


TOOLS = [schema(each) for each in (functions.balance, functions.transfer)]


def ask(question):
    return anthropic.Anthropic().beta.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        tools=TOOLS,
        system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
