"""Objects that are called after their class: `session.prompt_builder` is a `PromptBuilder`, whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Stability
from promptlint.link.python.domain.values import Class, Function, Instance, Opaque
from promptlint.link.python.following.lookup import class_value, global_value
from promptlint.link.python.machine import chain

if TYPE_CHECKING:
    import ast

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame

_FEWEST = 2  # words: what is called `memory` may be anything


def method_of(frame: Frame, owner: Value, func: ast.Attribute) -> Function | None:
    """The method that is called on what nobody knows more of than its name, where that is the name of a class.

    The class is one that the module knows, or the one in the only file of the repository that is called so.
    """
    if not isinstance(owner, Opaque) or owner.stability is not Stability.UNKNOWN or owner.type or owner.form:
        return None
    name = chain(func.value).rpartition(".")[2].strip("_")
    made = _object_of(frame, name) if name.islower() and name.count("_") >= _FEWEST - 1 else None
    if made is None or made.cls is None:
        return None
    found = class_value(frame, made.cls, func.attr, made)
    return found if isinstance(found, Function) else None


def _object_of(frame: Frame, name: str) -> Instance | None:
    """An object of the class, one for all places: what was followed with it is known."""
    machine, wanted = frame.machine, "".join(word.capitalize() for word in name.split("_"))
    key = f"{frame.module.path}:{name}" if frame.module.bound(wanted) else name
    if key not in machine.conventional:
        paths = machine.called(f"{name}.py") if key == name else ()
        module = frame.module if key != name else machine.modules.load(paths[0]) if len(paths) == 1 else None
        cls = global_value(machine, module, wanted) if module is not None else None
        machine.conventional[key] = _made(cls) if isinstance(cls, Class) else None
    return machine.conventional[key]


def _made(cls: Class) -> Instance:
    """An object that somebody else has made: what the class gives its fields at first is not what they hold."""
    span = cls.module.places.span(cls.node)
    return Instance(cls, cls.qualname, {}, (), cls.module.path, span, is_partial=True)
