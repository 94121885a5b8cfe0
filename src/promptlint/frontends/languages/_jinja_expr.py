"""Jinja expressions in the words of facts.py; their text is rebuilt, so spacing and quotes do not count."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes

from promptlint.facts import Apply, Const, Expr, Named, Ref

_OPERATORS: dict[type[nodes.Node], str] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Pow: "**",
    nodes.And: "and",
    nodes.Or: "or",
    nodes.Not: "not",
    nodes.Neg: "-",
    nodes.Pos: "+",
}
_COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in"}


def expression(node: Any) -> Expr:  # noqa: ANN401, PLR0912 Jinja's nodes are not typed; a case for each kind
    """Convert an expression node."""
    match node:
        case nodes.Const():
            return Const(node.value, repr(node.value))
        case nodes.Name():
            return Ref(node.name)
        case nodes.NSRef():
            return Ref(f"{node.name}.{node.attr}")
        case nodes.Getattr():
            return _member(expression(node.node), f".{node.attr}")
        case nodes.Getitem():
            return _item(node)
        case nodes.Filter() | nodes.Test():
            return _filter_or_test(node)
        case nodes.Call():
            return _call(node)
        case nodes.CondExpr():
            return _conditional(node)
        case nodes.Compare():
            operands = [expression(node.expr), *(expression(operand.expr) for operand in node.ops)]
            signs = [_COMPARISONS[operand.op] for operand in node.ops]
            rest = (f" {sign} {operand.text}" for sign, operand in zip(signs, operands[1:], strict=True))
            return Apply(f"op:{' '.join(signs)}", tuple(operands), operands[0].text + "".join(rest))
        case nodes.Concat():
            parts = tuple(expression(part) for part in node.nodes)
            return Apply("op:~", parts, " ~ ".join(part.text for part in parts))
        case nodes.BinExpr() | nodes.UnaryExpr():
            return _operation(node)
        case nodes.List() | nodes.Tuple() | nodes.Dict():
            return _display(node)
        case _:  # what only extensions make
            kind = type(node).__name__.lower()
            return Apply(f"op:{kind}", (), kind)


def _operation(node: nodes.BinExpr | nodes.UnaryExpr) -> Expr:
    sign = _OPERATORS[type(node)]
    if isinstance(node, nodes.UnaryExpr):
        inner = expression(node.node)
        return Apply(f"op:{sign}", (inner,), f"{sign} {inner.text}")
    left, right = expression(node.left), expression(node.right)
    return Apply(f"op:{sign}", (left, right), f"{left.text} {sign} {right.text}")


def _display(node: nodes.List | nodes.Tuple | nodes.Dict) -> Expr:
    if isinstance(node, nodes.Dict):
        pairs = tuple(value for pair in node.items for value in (expression(pair.key), expression(pair.value)))
        return Apply("op:dict", pairs, f"{{{', '.join(value.text for value in pairs)}}}")
    items = tuple(expression(item) for item in node.items)
    return Apply("op:list", items, f"[{', '.join(item.text for item in items)}]")


def _member(base: Expr, path: str) -> Expr:
    if isinstance(base, Ref):
        return Ref(base.root, base.path + path)
    return Apply(f"op:{path}", (base,), base.text + path)


def _item(node: nodes.Getitem) -> Expr:
    base = expression(node.node)
    if isinstance(node.arg, nodes.Const):
        key = node.arg.value
        return _member(base, f".{key}" if isinstance(key, str) and key.isidentifier() else f"[{key!r}]")
    if isinstance(node.arg, nodes.Slice):
        bounds = [node.arg.start, node.arg.stop, node.arg.step]
        inner = tuple(expression(bound) for bound in bounds if bound is not None)
        words = ":".join("" if bound is None else expression(bound).text for bound in bounds[:2])
        return Apply("op:[:]", (base, *inner), f"{base.text}[{words}]")
    index = expression(node.arg)
    return Apply("op:[]", (base, index), f"{base.text}[{index.text}]")


def _arguments(node: Any) -> tuple[Expr, ...]:  # noqa: ANN401 three classes share these fields
    named = (Named(pair.key, expression(pair.value)) for pair in node.kwargs)
    spread = (expression(extra) for extra in (node.dyn_args, node.dyn_kwargs) if extra is not None)
    return (*(expression(argument) for argument in node.args), *named, *spread)


def _words(arguments: tuple[Expr, ...]) -> str:
    return f"({', '.join(argument.text for argument in arguments)})" if arguments else ""


def _filter_or_test(node: nodes.Filter | nodes.Test) -> Expr:
    subject, arguments = expression(node.node), _arguments(node)
    if isinstance(node, nodes.Filter):
        return Apply(f"filter:{node.name}", (subject, *arguments), f"{subject.text}|{node.name}{_words(arguments)}")
    return Apply(f"test:{node.name}", (subject, *arguments), f"{subject.text} is {node.name}{_words(arguments)}")


def _call(node: nodes.Call) -> Expr:
    target, arguments = expression(node.node), _arguments(node)
    text = f"{target.text}{_words(arguments) or '()'}"
    if isinstance(target, Apply) and isinstance(node.node, nodes.Getattr):
        return Apply(f"method:{node.node.attr}", (*target.args, *arguments), text)
    if not isinstance(target, Ref):
        return Apply("call:", (target, *arguments), text)
    if not target.path:
        return Apply(f"call:{target.root}", arguments, text)
    owner = Ref(target.root, target.path.rpartition(".")[0])
    return Apply(f"call:{target.text}", (owner, *arguments), text)


def _conditional(node: nodes.CondExpr) -> Expr:
    test, then = expression(node.test), expression(node.expr1)
    otherwise = expression(node.expr2) if node.expr2 is not None else Const("", "''")
    return Apply("op:if", (test, then, otherwise), f"{then.text} if {test.text} else {otherwise.text}")
