"""Run by git, as a hook: compares and leaves what it saw in a file."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.base import against, staged
from promptlint.git import Git

if TYPE_CHECKING:
    from promptlint.base import Comparison
    from promptlint.tree import SourceTree


def read(tree: SourceTree, path: str | None) -> str | None:
    raw = None if path is None else tree.read(path)
    return None if raw is None else raw.decode()


def seen(comparison: Comparison) -> dict[str, object]:
    return {
        "changed": {
            change.after or change.before: [
                read(comparison.before, change.before),
                read(comparison.after, change.after),
            ]
            for change in comparison.changed
        },
        "before": list(comparison.before.paths()),
        "after": list(comparison.after.paths()),
        "ref": comparison.ref,
        "commit": comparison.commit,
        "elsewhere": {label: dict(_texts(tree)) for label, tree in comparison.elsewhere},
        "index": os.path.basename(os.environ.get("GIT_INDEX_FILE", "")),  # noqa: PTH119 of the text, not of a file
    }


def _texts(tree: SourceTree) -> list[tuple[str, str]]:
    return [(path, raw.decode()) for path, raw in tree.read_all(tree.paths())]


def main(out: str, mode: str) -> None:
    git = Git.require(".")
    if mode == "staged":
        comparisons = [staged(git)]
    else:
        fields = [line.split() for line in sys.stdin]
        # pre-push: local ref, local id, remote ref, remote id; pre-receive: old id, new id, ref.
        pairs = [(row[3], row[1]) if len(row) > 3 else (row[0], row[1]) for row in fields]
        comparisons = [against(git, old, new) for old, new in pairs]
    Path(out).write_text(json.dumps([seen(comparison) for comparison in comparisons]), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
