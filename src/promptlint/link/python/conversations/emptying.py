"""What a function does to an element of a conversation: its content replaced by less, or the whole left out."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import names_in, uses, walk
from promptlint.link.python.machine import held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.link.python.conversations.older import Loop

CONTENT = frozenset(("content", "text"))
_ROLES = frozenset(("role", "type"))
_KINDS = frozenset(("tool", "tool_result", "user", "assistant", "image", "image_url", "function_call_output"))
_MESSAGE = re.compile(r"(?:Message|ToolResult|ToolReturn)\w*$")
_LESS = re.compile("(?i)trunc|shorten|elide|clip|redact|mask|stub|placeholder|snip|abbrev|collapse")
_COPIES = frozenset("dict copy deepcopy list tuple".split())


def tells_messages(nodes: Sequence[ast.AST]) -> bool:
    """Whether a function looks at the roles of messages, or at the kinds of their parts."""
    for node in nodes:
        match node:
            case ast.Compare(left=asked, comparators=[kind]) if _key(asked) in _ROLES and _is_kind(kind):
                return True
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, kind]) if _MESSAGE.search(ast.unparse(kind)):
                return True
            case _:
                pass
    return False


def _is_kind(node: ast.expr) -> bool:
    """Whether something is a role or a kind, or several of them: `"tool"`, `Role.TOOL`, `("user", "tool")`."""
    match node:
        case ast.Constant(value=str(kind)):
            return kind in _KINDS
        case ast.Attribute(value=ast.Name() | ast.Attribute(), attr=kind):
            return kind.isupper() and kind.lower() in _KINDS
        case ast.Tuple(elts=elements) | ast.Set(elts=elements) | ast.List(elts=elements):
            return any(map(_is_kind, elements))
        case _:
            return False


def _key(node: ast.expr) -> str:
    """The last attribute or key of what is asked for: `role` of `each.role`, `each["role"]`, `each.get("role")`."""
    match node:
        case ast.Attribute(attr=key):
            return key
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(key)), *_]):
            return key
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(key)), *_]):
            return key
        case _:
            return ""


def empties(node: ast.AST, loop: Loop) -> bool:
    """Whether the content of a message, or of a part of one, is replaced by words of its own, or taken away."""
    names = names_in(loop.target)
    match node:
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target], value=value):
            if not uses(target, names | _taken(loop, names)):
                return False
            if isinstance(value, ast.Dict):
                return bool(CONTENT & set(_keys(value))) and _is_said(_content(value))
            return (_key(target) in CONTENT and _is_said(value)) or _is_made_with_less(value)
        case (
            ast.Call(func=ast.Attribute(attr="append"), args=[ast.Dict() as made])
            | ast.Assign(targets=[ast.Name()], value=ast.Dict() as made)
        ):
            return uses(made, names) and None in made.keys and _is_said(_content(made))
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if name in names:
            return uses(call, names) and _is_made_with_less(call)
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _contents(loop, names):
            return _is_less_of(value, name) and _is_put_back(loop, name)
        case ast.Call(func=ast.Attribute(value=whole, attr="append"), args=[ast.Call() | ast.IfExp() as put]):
            another = put.body if isinstance(put, ast.IfExp) else put
            elements = names | _taken(loop, names)
            is_made = _is_made_of(another, elements) and _takes_as_it_is(loop, whole, elements)
            return is_made or _is_made_with_less(another)
        case ast.Call(func=ast.Attribute(attr="remove"), args=[ast.Name(id=name)]):
            return name in names
        case _:
            return False


def _is_made_with_less(value: ast.expr) -> bool:
    """Whether something is another message with words of the program: `each.model_copy(update={"content": GONE})`."""
    if not isinstance(value, ast.Call):
        return False
    given = [each.value for each in value.keywords if each.arg in CONTENT]
    given += [
        content
        for each in value.keywords
        if each.arg == "update" and isinstance(each.value, ast.Dict) and (content := _content(each.value)) is not None
    ]
    return any(not (isinstance(each, ast.Name) and not each.id.isupper()) and _is_said(each) for each in given)


def _is_made_of(made: ast.expr, elements: set[str]) -> bool:
    """Whether a function makes another message of an element: `shorter(each)`, `replace(each, parts=fewer)`."""
    match made:
        case ast.Call(
            func=ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self" | "cls" | "dataclasses"), attr=name),
            args=args,
        ):
            is_copy = name in _COPIES or name[0].isupper()
            return not is_copy and any(isinstance(each, ast.Name) and each.id in elements for each in args)
        case _:
            return False


def _takes_as_it_is(loop: Loop, whole: ast.expr, elements: set[str]) -> bool:
    """Whether the loop puts other elements into the same list as they are."""
    place = ast.unparse(whole)
    return any(
        isinstance(each, ast.Call)
        and isinstance(each.func, ast.Attribute)
        and each.func.attr == "append"
        and len(each.args) == 1
        and isinstance(each.args[0], ast.Name)
        and each.args[0].id in elements
        and ast.unparse(each.func.value) == place
        for each in walk(loop)
    )


def _contents(loop: Loop, names: set[str]) -> set[str]:
    """The names that a loop gives the contents of its elements: `content = each["content"]`."""
    return {
        each.targets[0].id
        for each in walk(loop)
        if isinstance(each, ast.Assign)
        and isinstance(each.targets[0], ast.Name)
        and _key(each.value) in CONTENT
        and uses(each.value, names | _taken(loop, names))
    }


def _is_less_of(value: ast.expr, name: str) -> bool:
    """Whether something is the beginning of what a name holds, or words of the program in the place of it."""
    match value:
        case ast.BinOp(left=left, op=ast.Add()):
            return _is_less_of(left, name)
        case ast.Subscript(value=ast.Name(id=whole), slice=ast.Slice(lower=None, upper=ast.expr())):
            return whole == name
        case ast.Constant(value=str(words)):
            return bool(words)
        case ast.JoinedStr():
            return True
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=args):
            return _LESS.search(called) is not None and any(uses(each, {name}) for each in args)
        case _:
            return False


def _is_put_back(loop: Loop, name: str) -> bool:
    """Whether what a name holds becomes the content of a message."""
    for node in walk(loop):
        match node:
            case ast.Dict() if any(uses(value, {name}) for key, value in held(node).items() if key in CONTENT):
                return True
            case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target], value=ast.Name(id=given)):
                if given == name and _key(target) in CONTENT:
                    return True
            case ast.keyword(arg="content" | "text", value=ast.Name(id=given)) if given == name:
                return True
            case _:
                pass
    return False


def _keys(node: ast.Dict) -> Iterator[str]:
    yield from (key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def _content(node: ast.Dict) -> ast.expr | None:
    return next((value for key, value in held(node).items() if key in CONTENT), None)


def _is_said(value: ast.expr | None) -> bool:
    """Whether what stands there instead are words of the program, or less: a name, the beginning, some of the parts."""
    match value:
        case ast.Subscript(slice=ast.Slice(lower=None, upper=ast.expr())):
            return True
        case ast.BinOp(left=left, op=ast.Add()):
            return _is_said(left)
        case ast.ListComp(elt=ast.Name(id=name), generators=[ast.comprehension(target=ast.Name(id=part), ifs=[_, *_])]):
            return name == part
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return _LESS.search(name) is not None
        case ast.Constant(value=str()) | ast.JoinedStr() | ast.Name():
            return True
        case ast.List(elts=elements):
            return all(isinstance(each, ast.Dict | ast.Constant) for each in elements)
        case _:
            return False


def _taken(loop: Loop, names: set[str]) -> set[str]:
    """What a loop takes from its elements, or by them: `message = messages[place]`."""
    return {
        each.targets[0].id
        for part in loop.body
        for each in walk(part)
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and uses(each.value, names)
    }
