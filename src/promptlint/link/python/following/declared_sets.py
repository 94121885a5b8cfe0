"""What classes declare to be a set: whoever makes the object, the elements come in no order.

An object is known by its class where an annotation names that, and so are the elements of a collection:
`areas: dict[str, Area]`. It is told by the place that such a value comes from.
"""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import TYPE_CHECKING

from promptlint.link.python.domain.values import Class, Listing, Opaque, Spread
from promptlint.link.python.following.annotated import classes_named, element_named, type_named
from promptlint.link.python.machine import ExhaustedError, Frame, chain

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine


def of_class(frame: Frame, cls: Class, wanted: str, node: ast.AST) -> Listing | None:
    """A field that is declared to be a set."""
    declared = _declared(frame, cls, wanted)
    if declared is None or not is_set(declared[0].module, declared[1]):
        return None
    return Listing("set", (Spread(frame.unknown(node)),), frame.module.path, frame.span(node))


def _declared(frame: Frame, cls: Class, wanted: str) -> tuple[Class, ast.expr] | None:
    """The annotation of an attribute, and the class that has it."""
    from promptlint.link.python.following.lookup import is_of_the_class, lineage  # noqa: PLC0415 it needs this module

    for base in lineage(frame, cls):
        statement = base.module.member(base.node, wanted)
        annotation = statement.annotation if isinstance(statement, ast.AnnAssign) else None
        if statement is None:
            annotation = _initial(base, wanted)
        if annotation is not None and not is_of_the_class(annotation):
            return base, annotation
        if statement is not None:
            return None
    return None


def is_set(module: Module, annotation: ast.expr) -> bool:
    """Whether an annotation says that something is a set with an order that differs."""
    return type_named(module, annotation) == "set"


def _initial(cls: Class, wanted: str) -> ast.expr | None:
    """The annotation by which an initializer declares an attribute, or has what it keeps there.

    `self.names: set[str] = …`, `def __init__(self, names: set[str]): self.names = names`.
    """
    initializer = cls.module.member(cls.node, "__init__")
    if not isinstance(initializer, ast.FunctionDef):
        return None
    for statement in initializer.body:
        match statement:
            case ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=attr)) if attr == wanted:
                return statement.annotation
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id="self"), attr=attr)], value=ast.Name(id=given)
            ) if attr == wanted:
                every = (*initializer.args.args, *initializer.args.kwonlyargs)
                return next((each.annotation for each in every if each.arg == given), None)
            case _:
                pass
    return None


# ---------------------------------------------------------------- objects that nobody makes in sight


def note(frame: Frame, annotation: ast.expr, value: Opaque) -> None:
    """Keep in mind which class a value is of, or its elements, of which nothing is known but the annotation."""
    named = element_named(annotation)
    is_one = named is None
    for name in (named,) if named is not None else classes_named(annotation):
        if isinstance(name, ast.Name | ast.Attribute):
            frame.machine.elements[value.path, value.span] = (frame.module, name, is_one)
            return


def noted(frame: Frame, cls: Class, wanted: str, value: Value) -> Value:
    """An attribute of which nothing is known, with what is declared of it kept in mind."""
    declared = _declared(frame, cls, wanted) if isinstance(value, Opaque) else None
    if declared is not None and isinstance(value, Opaque):
        note(Frame(frame.machine, declared[0].module, {}, is_global=True), declared[1], value)
    return value


def note_part(frame: Frame, value: Opaque, part: Opaque) -> None:
    """The same of what is taken out of a value, as of a pair of a key and an element."""
    known = frame.machine.elements.get((value.path, value.span))
    if known is not None:
        frame.machine.elements.setdefault((part.path, part.span), (*known[:2], True))


def of_element(frame: Frame, value: Opaque, wanted: str, node: ast.AST) -> Listing | None:
    """An attribute of such an object, whose class declares it to be a set."""
    cls = class_of(frame.machine, value)
    is_declaring = cls is not None and "set" in cls.module.source.text.lower()
    return of_class(frame, cls, wanted, node) if cls is not None and is_declaring else None


def class_of(machine: Machine, value: Opaque) -> Class | None:
    """The class of such an object."""
    known = machine.elements.get((value.path, value.span))
    return _named(machine, known[0], known[1]) if known is not None and (known[2] or value.form) else None


def _named(machine: Machine, module: Module, name: ast.expr) -> Class | None:
    """The class of a name."""
    from promptlint.link.python.following.lookup import base_value  # noqa: PLC0415 it needs this module

    key = (module.path, chain(name))
    if key not in machine.classes:
        machine.classes[key] = None  # while it is looked for
        with suppress(ExhaustedError), machine.apart():
            cls = base_value(Frame(machine, module, {}, is_global=True), name)
            if isinstance(cls, Class):
                machine.classes[key] = cls
    return machine.classes[key]
