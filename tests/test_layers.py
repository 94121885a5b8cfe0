"""Imports point one way."""

from __future__ import annotations

import ast
from pathlib import Path

import promptlint

ROOT = Path(promptlint.__file__).parent

# A module may import its own layer and those below it. What only types need does not count.
LAYERS = (
    ("errors", "garbage", "globs", "record", "selection"),
    ("source",),
    ("tokens", "versions", "providers"),
    ("ir", "diagnostics"),
    ("facts", "stability"),
    ("config", "config_costs", "tree", "git", "memory_tree", "base", "parting", "change", "pairing"),
    ("frontends",),
    ("batch",),
    ("link",),
    ("rules",),
    (
        "causes",
        "ruleset",
        "suppressions",
        "config_lines",
        "config_kinds",
        "config_batches",
        "config_options",
        "config_loader",
    ),
    ("manifests",),
    ("changes", "paths"),
    ("pinning",),
    ("run", "place", "engine", "batch_run"),
    ("report",),
    ("cli", "__main__"),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

# The same in the part that follows programs; the third layer is one, since the language is recursive.
FOLLOWING = (
    ("tables", "domain", "loading"),
    ("machine",),
    ("conversations", "following", "libraries", "requests", "tools"),
    ("gathering",),
    ("program",),
)


def test_every_module_has_a_layer() -> None:
    assert {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()} == {
        *LEVEL,
        "__init__",
    }


def test_imports_point_downwards() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted(ROOT.rglob("*.py"))
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if LEVEL.get(name, 0) > LEVEL.get(path.relative_to(ROOT).parts[0].removesuffix(".py"), len(LAYERS))
    ]
    assert wrong == []


def test_imports_point_downwards_where_programs_are_followed() -> None:
    folder = ROOT / "link" / "python"
    level = {name: number for number, names in enumerate(FOLLOWING) for name in names}
    assert {path.stem for path in folder.iterdir() if path.stem != "__pycache__"} == {*level, "__init__"}
    wrong = [
        f"{path.relative_to(folder)} imports {name}"
        for path in sorted(folder.rglob("*.py"))
        for name in imported(ast.parse(path.read_text(encoding="utf-8")), "promptlint.link.python.")
        if level.get(name, -1) > level.get(path.relative_to(folder).parts[0].removesuffix(".py"), len(FOLLOWING))
    ]
    assert wrong == []


def imported(tree: ast.Module, within: str = "promptlint.") -> set[str]:
    """The parts of promptlint that a module needs at run time."""
    types_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    names = [
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node not in types_only
    ]
    return {name.removeprefix(within).split(".")[0] for name in names if name.startswith(within)}
