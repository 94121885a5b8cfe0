"""What a name or an attribute stands for: in a function, a class, a module, another module."""

from __future__ import annotations

import ast
import builtins
import posixpath
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.words import whole
from promptlint.ir import Nature, Stability
from promptlint.link.python.domain import later
from promptlint.link.python.domain.merging import merge, settled
from promptlint.link.python.domain.text import Text, TooLongError
from promptlint.link.python.domain.values import (
    Class,
    Dictionary,
    Either,
    External,
    File,
    Function,
    Instance,
    Known,
    Listing,
    ModuleValue,
    Opaque,
    Spread,
    Value,
)
from promptlint.link.python.following import declared, declared_sets
from promptlint.link.python.following.arrivals import may_arrive
from promptlint.link.python.following.taking import part_of, telling
from promptlint.link.python.libraries import files
from promptlint.link.python.libraries.latest import holds_rows
from promptlint.link.python.machine import ExhaustedError, Frame, Machine, chain
from promptlint.link.python.tables import sources
from promptlint.link.python.tools.served import kept_by_client
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.link.python.loading.modules import Module

_BUILTINS = frozenset(dir(builtins))
_MOST_BASES = 24
_STARS = 8


# ---------------------------------------------------------------- names


def name(frame: Frame, wanted: str, node: ast.AST) -> Value:
    """The value of a name where it is used."""
    found = frame.env.get(wanted)
    if found is None and frame.closure is not None:
        found = frame.closure.get(wanted)
    if found is None:
        found = global_value(frame.machine, frame.module, wanted)
    if found is not None:
        return found
    if wanted == "__file__":
        return files.here(frame, node)
    if wanted in _BUILTINS:
        return External(f"builtins.{wanted}")
    return telling(frame.unknown(node), wanted)


def global_value(machine: Machine, module: Module, wanted: str, stars: int = _STARS) -> Value | None:
    """The value that a module gives a name at its top level; None when it binds no such name."""
    key = (module.path, wanted)
    if key in machine.globals:
        machine.touched.update(dict.fromkeys(machine.origins.get(key, ())))
        return machine.globals[key]
    statements = module.bound(wanted)
    if not statements:
        return _from_star(machine, module, wanted, stars)
    if key in machine.pending:
        return None
    machine.pending.add(key)
    outer, machine.touched = machine.touched, {module.path: None}
    try:
        with machine.apart():  # the statement is followed by itself as well, with the prompts in it
            value = _bound(machine, module, wanted, statements)
    except (ExhaustedError, TooLongError):
        value = Frame(machine, module, {}, is_global=True).unknown(statements[-1], wanted)
    finally:
        machine.pending.discard(key)
        touched, machine.touched = machine.touched, outer
    if value is not None:
        value = value if module.runs_anew else settled(value)
        machine.globals[key] = value = _meanwhile(machine, module, value)
        machine.origins[key] = tuple(touched)
        machine.touched.update(touched)
    return value


def _meanwhile(machine: Machine, module: Module, value: Value) -> Value:
    """What a module keeps, as its functions find it: an object whose methods were called before."""
    if not isinstance(value, Instance) or value.cls is None:
        return value
    from promptlint.link.python.following.objects import meanwhile  # noqa: PLC0415 the two need each other

    return meanwhile(Frame(machine, module, {}, is_global=True), value.cls, value)


def _from_star(machine: Machine, module: Module, wanted: str, stars: int) -> Value | None:
    if stars == 0 or wanted.startswith("_"):
        return None
    for statement in reversed(module.stars):
        path = machine.modules.find(statement.module or "", statement.level, module.path)
        other = machine.modules.load(path) if path is not None else None
        if other is not None and other is not module:
            found = global_value(machine, other, wanted, stars - 1)
            if found is not None:
                return found
    return None


def _bound(machine: Machine, module: Module, wanted: str, statements: Sequence[ast.stmt]) -> Value | None:
    from promptlint.link.python.following.statements import run  # noqa: PLC0415 the two need each other

    frame = Frame(machine, module, {}, is_global=True)
    for statement in statements:
        match statement:
            case ast.Import() | ast.ImportFrom():
                value = imported(frame, statement, wanted)
                if value is not None:
                    frame.env[wanted] = value
            case _:
                run(frame, [statement])
    found = frame.env.get(wanted)
    return later.filled(module, found, wanted) if found is not None else None


def imported(frame: Frame, statement: ast.Import | ast.ImportFrom, wanted: str) -> Value | None:
    """What an import statement binds to a name."""
    for alias in statement.names:
        if isinstance(statement, ast.Import):
            if (alias.asname or alias.name.partition(".")[0]) == wanted:
                return _module(frame, alias.name if alias.asname else wanted)
        elif (alias.asname or alias.name) == wanted:
            return _member(frame, statement, alias.name)
    return None


def _module(frame: Frame, dotted: str) -> Value:
    module = _load(frame, dotted, 0)
    return ModuleValue(module) if module is not None else External(dotted)


def _member(frame: Frame, statement: ast.ImportFrom, member: str) -> Value:
    machine = frame.machine
    module = _load(frame, statement.module or "", statement.level)
    if module is not None and module is not frame.module:
        found = global_value(machine, module, member)
        if found is not None and not isinstance(found, Function | Class | External):
            names = f"{statement.module}.{member}", f"{declared.module_name(module.path)}.{member}"
            return declared.source(frame, statement, *names) or found
        if found is not None:
            return found
    inner = f"{statement.module}.{member}" if statement.module else member
    submodule = _load(frame, inner, statement.level)
    if submodule is not None:
        return ModuleValue(submodule)
    if module is None and not statement.level:
        return External(inner)
    return frame.unknown(statement, member)


def _load(frame: Frame, dotted: str, level: int) -> Module | None:
    path = frame.machine.modules.find(dotted, level, frame.module.path)
    return frame.machine.modules.load(path) if path is not None else None


# ---------------------------------------------------------------- attributes


def attribute(frame: Frame, value: Value, wanted: str, node: ast.AST) -> Value:
    """`value.wanted`, where it is not called."""
    frame.machine.spend()
    is_read = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    if frame.machine.declared.sources and is_read and isinstance(node, ast.Attribute):
        known = declared.source(frame, node, chain(node), *_dotted(value, wanted))
        if known is not None:
            return known
    match value:
        case ModuleValue():
            return _of_module(frame, value.module, wanted, node)
        case External():
            return _external(frame, f"{value.name}.{wanted}", node)
        case Instance():
            return _of_instance(frame, value, wanted, node)
        case Class():
            found = class_value(frame, value, wanted, None)
            return found if found is not None else frame.unknown(node)
        case Either(test, arms):
            return _of_either(frame, test, arms, wanted, node)
        case Opaque():
            return _of_opaque(frame, value, wanted, node)
        case File():
            return files.attribute_of(frame, value, wanted, node)
        case Text() if wanted == "value":  # no text has it: this is a member of an enumeration
            return value
        case _:
            return part_of(frame, value, node, wanted)


def _dotted(value: Value, wanted: str) -> tuple[str, ...]:
    match value:
        case ModuleValue(module):
            return (f"{declared.module_name(module.path)}.{wanted}",)
        case External(owner):
            return (f"{owner}.{wanted}",)
        case _:
            return ()


def _of_module(frame: Frame, module: Module, wanted: str, node: ast.AST) -> Value:
    found = global_value(frame.machine, module, wanted)
    if found is not None:
        return found
    if posixpath.basename(module.path) == "__init__.py":
        inner = frame.machine.modules.find(wanted, 1, module.path)
        loaded = frame.machine.modules.load(inner) if inner is not None else None
        if loaded is not None:
            return ModuleValue(loaded)
    return frame.unknown(node)


def _external(frame: Frame, name: str, node: ast.AST) -> Value:
    """Something of another library, or what is known of it."""
    if (source := sources.of_attribute(name)) is not None:
        return frame.opaque(node, source.stability, source.nature, source.type)
    return External(name)


def _of_either(frame: Frame, test: Opaque, arms: Sequence[Value], wanted: str, node: ast.AST) -> Value:
    found: Value | None = None
    for arm in arms:
        if not isinstance(arm, Known):
            found = merge(test, found, attribute(frame, arm, wanted, node))
    return found if found is not None else frame.unknown(node)


def _of_opaque(frame: Frame, value: Opaque, wanted: str, node: ast.AST) -> Value:
    source = sources.of_method(value.type, wanted, ()) if value.type else None
    if (
        source is not None
        and value.stability is Stability.UNKNOWN
        and not source.narrows
        and source.stability is not Stability.UNKNOWN
    ):
        return replace(frame.opaque(node, source.stability, source.nature, source.type), loop=value.loop)
    if source is not None:
        level = min(source.stability, value.stability) if source.narrows else source.stability
        return replace(value, stability=level, nature=source.nature, type=source.type, form=f".{wanted}")
    if (held := declared_sets.of_element(frame, value, wanted, node)) is not None:
        return held
    if (kept := kept_by_client(frame, value, wanted, node)) is not None:
        return kept
    if holds_rows(value, wanted):
        return value
    if value.stability is Stability.UNKNOWN and value.type != sources.KEPT_TYPE:
        root, _, path = (chain(node) if isinstance(node, ast.Attribute) else value.name).partition(".")
        if root in ("self", "cls") and path:
            root, _, path = path.partition(".")
        found = telling(frame.unknown(node), root, f".{path}" if path else "")
        return replace(found, loop=value.loop) if found.loop is None else found
    return part_of(frame, value, node, wanted)


def _of_instance(frame: Frame, value: Instance, wanted: str, node: ast.AST) -> Value:
    if wanted in value.fields:
        return value.fields[wanted]
    if value.cls is None:
        return telling(frame.unknown(node), wanted)
    found = class_value(frame, value.cls, wanted, value)
    if not isinstance(found, Function) and (held := declared_sets.of_class(frame, value.cls, wanted, node)) is not None:
        return held
    if (
        found is None
        and value.is_partial
        and not value.fields
        and (part := _part(frame, value.cls, wanted)) is not None
    ):
        return part
    if found is None and value.is_partial and (arrived := _in_no_order(frame, value.cls, wanted)) is not None:
        return arrived
    is_seen = value.is_partial and not value.is_unseen
    if found is None and is_seen and (left := _left(frame, value.cls, wanted)) is not None:
        return left
    if found is None or _is_column(found):
        root = chain(node).split(".")[-2] if isinstance(node, ast.Attribute) and "." in chain(node) else ""
        name, form = (wanted, "") if root in ("self", "cls", "") else (root, f".{wanted}")
        return declared_sets.noted(frame, value.cls, wanted, telling(frame.unknown(node), name, form))
    if isinstance(found, Function) and _is_property(found.node):
        from promptlint.link.python.following.invoking import invoke  # noqa: PLC0415 the two need each other

        result = invoke(frame, found, (), {}, node)
        return settled(result) if "cached" in " ".join(_decorators(found.node)) else result
    is_open = _is_nothing(found) or (isinstance(found, Listing) and not found.items and tells_history(wanted))
    if value.is_partial and is_open and _is_field(frame, value.cls, wanted):
        root = chain(node).partition(".")[0] if isinstance(node, ast.Attribute) else ""
        return telling(frame.unknown(node), root, f".{wanted}")
    return found


def _is_column(value: Value) -> bool:
    """Whether a class says of an attribute no more than that its objects have it, as for the columns of a table."""
    if isinstance(value, Opaque):
        return value.is_unknown
    return isinstance(value, Instance) and value.cls is None and value.name.endswith(("Column", "Field"))


def _part(frame: Frame, cls: Class, wanted: str) -> Instance | None:
    """What an initializer makes an object keep that is an object itself: whoever made it, it has that part."""
    from promptlint.link.python.following.objects import object_of  # noqa: PLC0415 the two need each other

    initializer = class_value(frame, cls, "__init__", None)
    if not isinstance(initializer, Function) or not _is_kept(initializer, wanted):
        return None
    part = object_of(frame, cls).fields.get(wanted)
    return part if isinstance(part, Instance) and part.cls is not None else None


def _left(frame: Frame, cls: Class, wanted: str) -> Opaque | None:
    """What the methods of a class leave in an attribute of its objects, whoever made them."""
    span = cls.module.places.span(cls.node)
    given = re.compile(rf"{whole(f'self.{wanted}')}\s*(?:[-+*/]=|=(?!=)|\.(?:append|extend|update)\()")
    if given.search(cls.module.source.text, span.start, span.end) is None:
        return None
    from promptlint.link.python.following.objects import object_of  # noqa: PLC0415 the two need each other

    left = object_of(frame, cls).fields.get(wanted)
    return left if isinstance(left, Opaque) and left.stability is Stability.SESSION else None


def _in_no_order(frame: Frame, cls: Class, wanted: str) -> Value | None:
    """A collection that the methods of a class fill as something comes: in whichever object, and whoever made it."""
    if not may_arrive(cls, wanted):
        return None
    from promptlint.link.python.following.objects import object_of  # noqa: PLC0415 the two need each other

    held = object_of(frame, cls).fields.get(wanted)
    match held:
        case Dictionary(entries=(Spread(Opaque(nature=Nature.UNORDERED)),)):
            return held
        case Listing(items=(Spread(Opaque(nature=Nature.UNORDERED)),)):
            return held
        case _:
            return None


def _is_kept(initializer: Function, wanted: str) -> bool:
    """Whether an initializer puts what it makes under a name."""
    span = initializer.module.places.span(initializer.node)
    made = re.compile(rf"{whole(f'self.{wanted}')}\s*(?::[^=\n]+)?=\s*(?:\w+\s+or\s+)?(?:\w+\.)*_*[A-Z]\w*\(")
    return made.search(initializer.module.source.text, span.start, span.end) is not None


def _is_nothing(value: Value) -> bool:
    """Whether a default only stands for what nobody has set: a number, a switch, `None` or no text at all."""
    return isinstance(value, Known) or (isinstance(value, Text) and value.known == "")


def _is_field(frame: Frame, cls: Class, wanted: str) -> bool:
    """Whether a class declares a field with a default: whoever makes an object may set it otherwise."""
    statement = next((found for base in lineage(frame, cls) if (found := base.module.member(base.node, wanted))), None)
    return isinstance(statement, ast.AnnAssign) and not is_of_the_class(statement.annotation)


def is_of_the_class(annotation: ast.expr) -> bool:
    """Whether an attribute belongs to the class rather than to its objects: `ClassVar[…]`."""
    bare = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return isinstance(bare, ast.Name | ast.Attribute) and chain(bare).rpartition(".")[2] == "ClassVar"


def class_value(frame: Frame, cls: Class, wanted: str, instance: Instance | None) -> Value | None:
    """What a class or one of its bases defines under a name, bound to an instance."""
    for base in lineage(frame, cls):
        match statement := base.module.member(base.node, wanted):
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                function = Function(statement, base.module, f"{base.qualname}.{wanted}", None, cls)
                kinds = _decorators(statement)
                if "staticmethod" in kinds:
                    return function
                return replace(function, bound=cls if "classmethod" in kinds else instance)
            case ast.ClassDef():
                return Class(statement, base.module, f"{base.qualname}.{wanted}")
            case ast.Assign(value=given) | ast.AnnAssign(value=ast.expr() as given):
                return later.filled(base.module, _of_class_body(frame, base, given), wanted)
            case _:
                pass
    return None


def _of_class_body(frame: Frame, cls: Class, node: ast.expr) -> Value:
    from promptlint.link.python.following.expressions import evaluate  # noqa: PLC0415 the two need each other

    key = (cls.module.path, f"{cls.qualname}:{node.lineno}:{node.col_offset}")
    machine = frame.machine
    machine.touched[cls.module.path] = None
    if key in machine.globals:
        return machine.globals[key]
    if key in machine.pending:
        return frame.unknown(node)
    machine.pending.add(key)
    inner = Frame(machine, cls.module, {}, qualname=cls.qualname, is_global=True)
    inner.closure = _ClassNames(frame, cls)
    try:
        with machine.apart():
            value = settled(_field(inner, evaluate(inner, node), node))
    except (ExhaustedError, TooLongError):
        value = frame.unknown(node)
    finally:
        machine.pending.discard(key)
    machine.globals[key] = value
    return value


def _field(frame: Frame, value: Value, node: ast.expr) -> Value:
    """`field(default=...)` and `Field(...)` stand for their default."""
    if (
        isinstance(value, Instance)
        and value.name.rpartition(".")[2] in ("field", "Field")
        and isinstance(node, ast.Call)
    ):
        if "default" in value.fields:
            return value.fields["default"]
        return value.args[0] if value.args else frame.unknown(node)
    return value


class _ClassNames(dict[str, Value]):
    """The names of a class body, found when one of its expressions asks."""

    def __init__(self, frame: Frame, cls: Class) -> None:
        super().__init__()
        self._frame, self._cls = frame, cls

    def get(self, key: str, _default: object = None) -> Value | None:  # type: ignore[override]  # never asked with another
        statement = self._cls.module.member(self._cls.node, key)
        if statement is None or isinstance(statement, ast.ClassDef | ast.AsyncFunctionDef):
            return None
        return class_value(self._frame, self._cls, key, None)


def lineage(frame: Frame, cls: Class) -> Iterator[Class]:
    """A class and its bases, as far as they are in the repository, the nearest first."""
    yield cls
    known = cls.module.bases.get(cls.node)
    if known is None:
        with frame.machine.apart():
            known = tuple(_bases(frame, cls))
        # While a name is being computed, a base that is made with it may be missing.
        if not frame.machine.pending:
            cls.module.bases[cls.node] = known
    yield from known


def _bases(frame: Frame, cls: Class) -> Iterator[Class]:
    waiting, seen = [cls], set[tuple[str, str]]()
    while waiting and len(seen) < _MOST_BASES:
        here = waiting.pop(0)
        if (here.module.path, here.qualname) in seen:
            continue
        seen.add((here.module.path, here.qualname))
        if here is not cls:
            yield here
        inner = Frame(frame.machine, here.module, {}, is_global=True)
        for base in here.node.bases:
            value = base_value(inner, base)
            if isinstance(value, Class):
                waiting.append(value)


def bases_behind(frame: Frame) -> list[Class]:
    """The classes that `super()` looks into: those behind the one that the method stands in, the nearest first."""
    if frame.owner is None:
        return []
    found = list(lineage(frame, frame.owner))
    here = frame.qualname.rpartition(".")[0]
    place = next((at for at, cls in enumerate(found) if cls.module is frame.module and cls.qualname == here), None)
    return found[place + 1 :] if place is not None else []


def base_value(frame: Frame, node: ast.expr) -> Value | None:
    """What a base class or an annotation names."""
    while isinstance(node, ast.Subscript):
        node = node.value
    match node:
        case ast.Name():
            return name(frame, node.id, node)
        case ast.Attribute():
            owner = base_value(frame, node.value)
            return (
                attribute(frame, owner, node.attr, node) if isinstance(owner, ModuleValue | External | Class) else None
            )
        case ast.Constant(value=str() as text) if text.isidentifier():
            return name(frame, text, node)
        case _:
            return None


def base_names(frame: Frame, cls: Class) -> list[str]:
    """The dotted names of the bases that are of other libraries."""
    found = []
    for here in lineage(frame, cls):
        inner = Frame(frame.machine, here.module, {}, is_global=True)
        found += [v.name for v in (base_value(inner, base) for base in here.node.bases) if isinstance(v, External)]
    return found


def _decorators(node: ast.AST) -> list[str]:
    decorators = getattr(node, "decorator_list", [])
    return [chain(each.func if isinstance(each, ast.Call) else each).rpartition(".")[2] for each in decorators]


def decorators(node: ast.AST) -> list[str]:
    """The last names of a function's decorators."""
    return _decorators(node)


def _is_property(node: ast.AST) -> bool:
    return any(each in ("property", "cached_property", "computed_field") for each in _decorators(node))
