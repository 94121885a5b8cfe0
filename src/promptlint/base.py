"""What a check compares: the files now, the files before, and which of them differ."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.errors import UserError
from promptlint.git import text
from promptlint.tree import LINK, SUBMODULE, ChangedPath, Index, Overlaid, Revision, WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promptlint.git import Git
    from promptlint.tree import Entry, LinkedTree, SourceTree

    Elsewhere = tuple[tuple[str, SourceTree], ...]

# No renames: prompts are paired by what they are. `all`: no command is started in a submodule.
_RAW = ("--raw", "-z", "--no-renames", "--no-abbrev", "--no-relative", "--ignore-submodules=all")
_ABSENT = "000000"
_UNREAD = "0" * 40
_HASHED_AT_MOST = 16 << 20  # a larger file that git suspects of a change is believed to have one
_BRANCHES = 500  # the latest ones, so that the command line stays short
_REVISIONS = "compare revisions with `--base` and `--head`"
_UNSHALLOW = "fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two trees and what differs between them."""

    after: SourceTree
    before: SourceTree
    ref: str  # what the base was called
    commit: str | None  # what it is; None where everything is new
    changed: tuple[ChangedPath, ...]
    elsewhere: Elsewhere = ()  # what is being merged, or where the base has moved to


@dataclass(frozen=True, slots=True)
class _Base:
    name: str
    commit: str | None
    tip: str | None = None  # where the base has moved to since


@dataclass(frozen=True, slots=True)
class _Difference:
    """What git has at a path on both sides; a blob of zeros is one that git did not read."""

    before: Entry | None
    after: Entry | None
    in_conflict: bool = False


def staged(git: Git) -> Comparison:
    """The index with HEAD, which is what a commit would change."""
    if git.root is None:
        raise UserError("there is no index: this is not a work tree", hint=_REVISIONS)
    index, since = Index(git), git.head or _tree_before_the_first_commit(git)
    differences = _differences(git, "diff-index", "--cached", *_RAW, "--ita-invisible-in-index", since, "--")
    for path, difference in differences.items():
        if difference.in_conflict:
            differences[path] = _Difference(difference.before, index.entries.get(path))
    return _comparison(git, index, _Base("HEAD", git.head), differences, _being_merged(git))


def work_tree(git: Git) -> Comparison:
    """The files on disk with HEAD, those that git does not know yet included."""
    return _from_work_tree(git, _Base("HEAD", git.head), git.head or _tree_before_the_first_commit(git))


def against(git: Git, ref: str, head: str | None = None) -> Comparison:
    """A revision, or else the work tree, with the commit at which it left `ref`.

    The hook of a push names a branch that does not exist yet by a hash of zeros. What is new then is
    what its head adds to the default branch (that of the remote; in a bare repository its own), or
    else to the other branches there; and everything in a repository that has none.
    """
    if head is not None and _is_zeros(head):
        raise UserError("there is nothing to check: the head is a deleted branch")
    now = git.head if head is None else _commit(git, head, "head")
    if now is None:
        raise UserError(f"cannot compare with `{ref}`: there is no commit yet", hint="`--no-base` does not compare")
    base = _base_of_new_branch(git, now) if _is_zeros(ref) else _base_since(git, ref, now, head or "HEAD")
    since = base.commit or git.empty_tree
    elsewhere: Elsewhere = ()
    if base.tip is not None and base.tip != base.commit:
        elsewhere = ((base.name, Revision(git, base.tip, base.name)),)
    if head is None and git.root is not None:
        return _from_work_tree(git, base, since, elsewhere)
    differences = _differences(git, "diff-tree", "-r", *_RAW, since, now, "--")
    return _comparison(git, Revision(git, now, head or "HEAD"), base, differences, elsewhere)


# ---------------------------------------------------------------- differences


def _from_work_tree(git: Git, base: _Base, since: str, elsewhere: Elsewhere = ()) -> Comparison:
    if git.root is None:
        raise UserError("there is no work tree here", hint=_REVISIONS)
    tree = WorkTree(git.root, git)
    differences = _differences(git, "diff-index", *_RAW, since, "--")
    for path in tree.untracked:
        known = differences.get(path)  # removed from the index, and still on disk
        differences[path] = _Difference(known.before if known else None, _on_disk(tree, path))
    real = {path: it for path, it in differences.items() if not _is_only_touched(git, tree, path, it)}
    return _comparison(git, tree, base, real, elsewhere)


def _comparison(
    git: Git, after: LinkedTree, base: _Base, differences: Mapping[str, _Difference], elsewhere: Elsewhere
) -> Comparison:
    before = Overlaid(after, git, {path: it.before for path, it in differences.items()}, base.name)
    changed = tuple(_changed(before, after, differences))
    return Comparison(after, before, base.name, base.commit, changed, elsewhere)


def _changed(before: LinkedTree, after: LinkedTree, differences: Mapping[str, _Difference]) -> Iterator[ChangedPath]:
    for path, difference in sorted(differences.items()):
        if difference.before and difference.after and _is_same(difference.before, difference.after):
            continue
        old = path if _leads_to_a_file(before, path, difference.before) else None
        new = path if _leads_to_a_file(after, path, difference.after) else None
        if old is not None or new is not None:
            yield ChangedPath(old, new)


def _is_same(before: Entry, after: Entry) -> bool:
    """Whether at most the permissions differ."""
    return before[1] == after[1] and (before[0] == LINK) == (after[0] == LINK)


def _leads_to_a_file(tree: LinkedTree, path: str, entry: Entry | None) -> bool:
    return entry is not None and (entry[0] != LINK or tree.exists(path))


def _differences(git: Git, *command: str) -> dict[str, _Difference]:
    """What `--raw -z` prints: `:MODE MODE BLOB BLOB STATUS`, then the path."""
    fields = text(git.run(*command)).split("\0")
    differences = dict[str, _Difference]()
    for head, path in zip(fields[0::2], fields[1::2], strict=False):
        old_mode, new_mode, old_blob, new_blob, status = head[1:].split(" ")
        old, new = _entry(old_mode, old_blob), _entry(new_mode, new_blob)
        differences[path] = _Difference(old, new, in_conflict=status == "U")
    return differences


def _entry(mode: str, blob: str) -> Entry | None:
    return None if mode in (_ABSENT, SUBMODULE) else (mode, blob)


def _on_disk(tree: WorkTree, path: str) -> Entry | None:
    """What git would make of a file that it does not track."""
    if tree.is_plain(path):
        return ("100644", _UNREAD)
    return None if tree.link(path) is None else (LINK, _UNREAD)


def _is_only_touched(git: Git, tree: WorkTree, path: str, difference: _Difference) -> bool:
    """Whether git suspects a change by its time stamp alone, as after a copy of the repository.

    Git would have to write its index to find out, and to run the filters that the repository asks for.
    """
    old, new = difference.before, difference.after
    if old is None or new is None or LINK in (old[0], new[0]) or not _is_zeros(new[1]):
        return False
    if tree.size(path) > _HASHED_AT_MOST:
        return False
    raw = tree.read(path)
    return raw is not None and _blob_id(git, raw) == old[1]


def _blob_id(git: Git, raw: bytes) -> str:
    import hashlib  # noqa: PLC0415 needed only where git cannot tell

    digest = hashlib.new(git.object_format, b"blob %d\0" % len(raw), usedforsecurity=False)
    digest.update(raw)
    return digest.hexdigest()


# ---------------------------------------------------------------- revisions


def _tree_before_the_first_commit(git: Git) -> str:
    """The empty tree, once git has said that HEAD is only unborn and not broken."""
    try:
        return git.line("log", "-1", "--format=%H")
    except UserError as problem:
        if "does not have any commits yet" in problem.message:
            return git.empty_tree
        raise


def _being_merged(git: Git) -> Elsewhere:
    """The trees of the heads that the commit in the making joins to this branch.

    Before a merge without conflicts git names them in its environment only.
    """
    try:
        with open(os.path.join(git.git_dir, "MERGE_HEAD"), encoding="ascii") as file:  # noqa: PTH118, PTH123 pathlib costs more to import than all of this
            heads = file.read().split()
    except OSError:
        heads = []
    names = {
        name.removeprefix("GITHEAD_"): label
        for name, label in sorted(os.environ.items())
        if name.startswith("GITHEAD_")
    }
    commits = [head for head in dict.fromkeys([*heads, *names]) if head != git.head]
    labels = [(head, _label(git, head, names.get(head))) for head in commits]
    return tuple((label, Revision(git, head, label)) for head, label in labels)


def _label(git: Git, commit: str, name: str | None) -> str:
    if name is not None and name != commit:
        return name
    places = ("refs/heads", "refs/remotes", "refs/tags")
    names = text(git.run("for-each-ref", f"--points-at={commit}", "--format=%(refname:short)", *places))
    return (names.splitlines() or [commit[:12]])[0]


def _base_since(git: Git, ref: str, now: str, head: str) -> _Base:
    tip = _commit(git, ref, "base")
    if commit := git.line("merge-base", tip, now):
        return _Base(ref, commit, tip)
    if git.is_shallow:
        raise UserError(f"this shallow clone ends before `{ref}` and `{head}` meet", hint=_UNSHALLOW)
    raise UserError(
        f"`{ref}` and `{head}` have no common history", hint="choose the base that this branch started from"
    )


def _base_of_new_branch(git: Git, now: str) -> _Base:
    name, tip = _default_branch(git)
    if tip is not None and (commit := git.line("merge-base", now, tip)):
        return _Base(name, commit, tip)
    where = "refs/heads" if git.root is None else "refs/remotes"
    latest = ("--sort=-committerdate", f"--count={_BRANCHES}", "--format=%(objectname)")
    # A branch that has been pushed already is no base of itself.
    others = [tip for tip in text(git.run("for-each-ref", *latest, where)).split() if tip != now]
    if others and (commit := git.line("merge-base", now, *others)):
        return _Base(commit[:12], commit)
    if git.is_shallow:
        raise UserError("this shallow clone ends before the new branch meets another", hint=_UNSHALLOW)
    return _Base("the empty tree", None)


def _default_branch(git: Git) -> tuple[str, str | None]:
    """Where a new branch most likely started: the branch that a clone of the repository checks out."""
    if git.root is None:
        return git.line("symbolic-ref", "--short", "-q", "HEAD") or "HEAD", git.head
    heads = text(git.run("for-each-ref", "--format=%(objectname) %(symref:short)", "refs/remotes/*/HEAD")).splitlines()
    heads.sort(key=lambda line: " origin/" not in line)
    tip, _, name = heads[0].partition(" ") if heads else ("", "", "")
    return name, tip or None


def _commit(git: Git, ref: str, role: str) -> str:
    """The commit that a name stands for; it is never taken for an option."""
    if not ref.strip():
        raise UserError(f"the {role} is empty", hint="is a variable of the CI system unset?")
    if "\0" not in ref:
        commit = git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        if commit.isalnum():  # of a range there are two, the one that is left out with `^`
            return commit
    raise UserError(f"no commit is named `{ref}`", hint=_mend(git, ref))


def _mend(git: Git, ref: str) -> str:
    names = text(git.run("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"))
    there = [name for name in names.splitlines() if name.endswith(f"/{ref}")]
    if git.is_shallow and not there:
        return _UNSHALLOW
    if nearest := there[0] if there else _nearest(ref, names.splitlines()):
        return f"did you mean `{nearest}`?"
    return "`git fetch` brings what is new elsewhere; `git branch --all` names what is here"


def _nearest(ref: str, names: list[str]) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 needed for an error only

    known = {short: name for name in reversed(names) for short in (name, name.partition("/")[2]) if short}
    close = get_close_matches(ref, known, n=1)
    return known[close[0]] if close else None


def _is_zeros(name: str) -> bool:
    return len(name) in (40, 64) and not name.strip("0")
