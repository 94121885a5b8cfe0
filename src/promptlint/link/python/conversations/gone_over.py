"""What a loop goes over, as far as its names tell: messages, their parts, tools, documents."""

from __future__ import annotations

import ast
import re

from promptlint.frontends.python.walking import walk
from promptlint.stability import tells_history

_TOOLS = re.compile(r"(?i)(?:^|_)tools$")
# What comes in any number.
_MANY = re.compile(r"(?:^|_)(?:doc(?:ument)?|file|chunk|page|passage|image|attachment|screenshot)s$")
_WHOLE = frozenset(("enumerate", "list", "tuple", "sorted", "reversed"))
_PARTS = frozenset(("content", "contents", "parts", "content_parts"))
Loop = ast.For | ast.AsyncFor | ast.While | ast.comprehension


def goes_over_many(loop: Loop) -> bool:
    """Whether a loop goes over all of something that there may be any number of."""
    if _goes_over_messages(loop):
        return True
    name = whole(loop)
    return name in _PARTS or _TOOLS.search(name) is not None or _MANY.search(name) is not None


def _goes_over_messages(loop: Loop) -> bool:
    if isinstance(loop, ast.While):
        return False
    over: ast.AST = loop.iter
    while isinstance(over, ast.Call) and over.args:  # `enumerate(messages)`
        over = over.args[0]
    # The blocks of one message, `messages[-1]["content"]`, are few.
    if isinstance(over, ast.Subscript) and not isinstance(over.slice, ast.Slice):
        return isinstance(over.slice, ast.Constant) and over.slice.value == "messages"
    names = [
        node.id if isinstance(node, ast.Name) else node.attr
        for part in (loop.target, over)
        for node in walk(part)
        if isinstance(node, ast.Name | ast.Attribute)
    ]
    return any(
        tells_history(name) or any(word in name.lower() for word in ("message", "msg", "turn")) for name in names
    )


def whole(loop: Loop) -> str:
    """What the list is called that a loop goes over as a whole."""
    if isinstance(loop, ast.While):
        return ""
    over: ast.AST = loop.iter
    while isinstance(over, ast.Call):
        match over:
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _WHOLE:
                over = first
            case ast.Call(func=ast.Attribute(value=holder, attr="values" | "items" | "copy"), args=[]):
                over = holder
            case _:
                over = over.func  # `self.get_tools()`
    return over.id if isinstance(over, ast.Name) else over.attr if isinstance(over, ast.Attribute) else ""
