"""Objects that are called after their class: `session.prompt_builder` is a `PromptBuilder`, whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Stability
from promptlint.link.python.domain.values import Class, Function, Opaque
from promptlint.link.python.following.lookup import class_value, global_value
from promptlint.link.python.machine import chain

if TYPE_CHECKING:
    import ast

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame

_FEWEST = 2  # words: what is called `memory` or `client` may be anything


def method_of(frame: Frame, owner: Value, func: ast.Attribute) -> Function | None:
    """The method that is called on what nobody knows more of than its name, where that is the name of a class.

    The class is one that the module knows, or the one in the only file of the repository that is called so.
    """
    if not isinstance(owner, Opaque) or owner.stability is not Stability.UNKNOWN or owner.type or owner.form:
        return None
    name = chain(func.value).rpartition(".")[2].strip("_")
    if not name.islower() or name.count("_") < _FEWEST - 1:
        return None
    cls = _class_of(frame, name)
    if cls is None:
        return None
    from promptlint.link.python.following.objects import object_of  # noqa: PLC0415 the two need each other

    found = class_value(frame, cls, func.attr, None)
    if not isinstance(found, Function) or found.bound is not None:
        return None
    member = class_value(frame, cls, func.attr, object_of(frame, cls))
    return member if isinstance(member, Function) else None


def _class_of(frame: Frame, name: str) -> Class | None:
    machine, wanted = frame.machine, "".join(word.capitalize() for word in name.split("_"))
    if frame.module.bound(wanted):
        known = global_value(machine, frame.module, wanted)
        return known if isinstance(known, Class) else None
    if name not in machine.conventional:
        paths = machine.called(f"{name}.py")
        module = machine.modules.load(paths[0]) if len(paths) == 1 else None
        found = global_value(machine, module, wanted) if module is not None else None
        machine.conventional[name] = found if isinstance(found, Class) else None
    return machine.conventional[name]
