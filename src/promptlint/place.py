"""Find the repository around a folder, and the trees that a run asks for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from promptlint.base import against, staged, work_tree
from promptlint.errors import UserError
from promptlint.git import Git
from promptlint.run import Place
from promptlint.tree import Revision, WorkTree

if TYPE_CHECKING:
    from promptlint.engine import Options

_CONFIGURATION = ("promptlint.toml", "pyproject.toml")


def find_place(options: Options, cwd: str) -> Place:
    """The place of a run. Raises UserError when a base is asked for that cannot be had."""
    cwd = os.path.realpath(cwd)
    if options.only_touched:
        git = Git.require(cwd)
        comparison = staged(git) if options.staged else against(git, str(options.base), options.head)
        nothing = options.staged and not comparison.changed
        notes = ("nothing is staged, so there was nothing to check",) if nothing else ()
        return Place(comparison.after, comparison, git.root or cwd, cwd, notes)
    found = Git.discover(cwd)
    if not isinstance(found, Git):
        root = _root_without_git(cwd)
        note = () if options.no_base else (f"{found.value}: nothing to compare with, so no version is checked",)
        return Place(WorkTree(root), None, root, cwd, note)
    if options.head is not None:
        raise UserError("`--head` needs `--base`")
    if found.root is None:
        if found.head is None:
            raise UserError("the repository is bare and has no commit")
        return Place(Revision(found, found.head, "HEAD"), None, cwd, cwd)
    if options.no_base:
        return Place(WorkTree(found.root, found), None, found.root, cwd)
    comparison = work_tree(found)
    return Place(comparison.after, comparison, found.root, cwd)


def _root_without_git(cwd: str) -> str:
    """The nearest folder upwards that has a configuration, or else the current one."""
    folder = os.path.abspath(cwd)  # noqa: PTH100 pathlib is slow to import
    while True:
        if any(os.path.isfile(os.path.join(folder, name)) for name in _CONFIGURATION):  # noqa: PTH113, PTH118 see above
            return folder
        above = os.path.dirname(folder)  # noqa: PTH120 see above
        if above == folder:
            return os.path.abspath(cwd)  # noqa: PTH100 see above
        folder = above
