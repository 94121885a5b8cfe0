from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from _repo import Repo
from promptlint.base import Comparison, against, staged, work_tree
from promptlint.errors import UserError
from promptlint.git import Git

if TYPE_CHECKING:
    from promptlint.tree import SourceTree

ZEROS = "0" * 40
PROBE = Path(__file__).with_name("_probe.py")
posix = pytest.mark.skipif(sys.platform == "win32", reason="links and hooks as POSIX has them")


def text(tree: SourceTree, path: str | None) -> str | None:
    raw = None if path is None else tree.read(path)
    return None if raw is None else raw.decode()


def texts(comparison: Comparison) -> dict[str, tuple[str | None, str | None]]:
    """What each changed path held before and holds after."""
    return {
        str(change.after or change.before): (
            text(comparison.before, change.before),
            text(comparison.after, change.after),
        )
        for change in comparison.changed
    }


def of(repo: Repo | Path) -> Git:
    return Git.require(str(repo.path if isinstance(repo, Repo) else repo))


def elsewhere(comparison: Comparison) -> dict[str, list[str]]:
    return {label: list(tree.paths()) for label, tree in comparison.elsewhere}


# ---------------------------------------------------------------- staged


def test_nothing_staged(repo: Repo) -> None:
    head = repo.commit_files({"a.j2": "a"})
    comparison = staged(of(repo))
    assert (comparison.changed, comparison.elsewhere, comparison.ref, comparison.commit) == ((), (), "HEAD", head)
    assert (comparison.before.label, comparison.after.label) == ("HEAD", "the index")
    assert list(comparison.before.paths()) == list(comparison.after.paths()) == ["a.j2"]


def test_staged_is_what_the_commit_changes(repo: Repo) -> None:
    repo.commit_files({"edited.j2": "old", "gone.j2": "gone", "kept.j2": "kept", "unstaged.j2": "old"})
    repo.write("edited.j2", "new")
    repo.write("added.j2", "added")
    repo.remove("gone.j2")
    repo.add()
    repo.write("edited.j2", "newer, and not staged")
    repo.write("unstaged.j2", "new, and not staged")
    repo.write("untracked.j2", "untracked")
    comparison = staged(of(repo))
    assert texts(comparison) == {"added.j2": (None, "added"), "edited.j2": ("old", "new"), "gone.j2": ("gone", None)}
    assert list(comparison.before.paths()) == ["edited.j2", "gone.j2", "kept.j2", "unstaged.j2"]
    assert list(comparison.after.paths()) == ["added.j2", "edited.j2", "kept.j2", "unstaged.j2"]
    assert text(comparison.after, "unstaged.j2") == "old"


def test_a_rename_is_a_deletion_and_an_addition(repo: Repo) -> None:
    repo.git("config", "diff.renames", "copies")
    repo.commit_files({"old.j2": "the same text"})
    repo.git("mv", "old.j2", "new.j2")
    assert texts(staged(of(repo))) == {"new.j2": (None, "the same text"), "old.j2": ("the same text", None)}


def test_the_first_commit(repo: Repo) -> None:
    repo.write("a.j2", "a")
    repo.add()
    comparison = staged(of(repo))
    assert (texts(comparison), comparison.commit) == ({"a.j2": (None, "a")}, None)
    assert list(comparison.before.paths()) == []


def test_the_first_commit_with_long_ids(tmp_path: Path) -> None:
    repo = Repo.init(tmp_path / "long", "--object-format=sha256")
    repo.write("a.j2", "a")
    repo.add()
    assert texts(staged(of(repo))) == {"a.j2": (None, "a")}
    repo.commit()
    repo.write("a.j2", "b")
    assert texts(work_tree(of(repo))) == {"a.j2": ("a", "b")}
    repo.add()
    assert texts(staged(of(repo))) == {"a.j2": ("a", "b")}


def test_a_broken_head_is_not_taken_for_a_first_commit(repo: Repo) -> None:
    repo.commit_files({"a.j2": "a"})
    (repo.path / ".git" / "refs" / "heads" / "main").write_text("broken\n", encoding="utf-8")
    for compare in (staged, work_tree):
        with pytest.raises(UserError, match="git: "):
            compare(of(repo))


@posix
def test_permissions_are_not_a_change(repo: Repo) -> None:
    path = repo.write("a.j2", "a")
    repo.write("b.j2", "b")
    repo.commit()
    path.chmod(0o755)
    assert work_tree(of(repo)).changed == ()
    repo.add()
    assert staged(of(repo)).changed == ()
    repo.write("a.j2", "and text")
    repo.add()
    assert texts(staged(of(repo))) == {"a.j2": ("a", "and text")}


def test_a_path_that_is_only_announced_is_not_in_the_commit(repo: Repo) -> None:
    repo.commit_files({"a.j2": "a"})
    repo.write("b.j2", "b")
    repo.git("add", "--intent-to-add", "b.j2")
    assert staged(of(repo)).changed == ()
    assert texts(work_tree(of(repo))) == {"b.j2": (None, "b")}


@posix
@pytest.mark.parametrize("compare", [staged, work_tree])
def test_links_count_by_what_they_lead_to(repo: Repo, compare: Any) -> None:
    repo.commit_files({"a.j2": "a", "b.j2": "b", "file.j2": "file", "empty.j2": "file"})
    for name, target in {"link.j2": "a.j2", "unlinked.j2": "a.j2", "kept.j2": "a.j2", "out.j2": "/etc/hosts"}.items():
        repo.link(name, target)
    repo.commit()
    for name in ("link.j2", "file.j2", "empty.j2", "unlinked.j2", "out.j2"):
        repo.remove(name)
    for name, target in {"link.j2": "b.j2", "file.j2": "b.j2", "empty.j2": "nowhere", "out.j2": "/etc/passwd"}.items():
        repo.link(name, target)
    repo.link("new.j2", "b.j2")
    repo.write("unlinked.j2", "now a file")
    if compare is staged:
        repo.add()
    assert texts(compare(of(repo))) == {
        "empty.j2": ("file", None),
        "file.j2": ("file", "b"),
        "link.j2": ("a", "b"),
        "new.j2": (None, "b"),
        "unlinked.j2": ("a", "now a file"),
    }


def test_submodules_are_left_out(repo: Repo, tmp_path: Path) -> None:
    library = Repo.init(tmp_path / "library")
    library.commit_files({"inner.j2": "inner"})
    repo.commit_files({"a.j2": "a", "becomes-one": "a file"})
    for name in ("lib", "other"):
        repo.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(library.path), name)
    repo.commit()
    Repo(repo.path / "lib").commit_files({"inner.j2": "changed"})  # moves the submodule
    Repo(repo.path / "other").write("inner.j2", "dirty")
    repo.remove("becomes-one")
    Repo.init(repo.path / "becomes-one").commit_files({"x.j2": "x"})
    assert texts(work_tree(of(repo))) == {"becomes-one": ("a file", None)}
    repo.git("-c", "advice.addEmbeddedRepo=false", "add", "--all")
    comparison = staged(of(repo))
    assert texts(comparison) == {"becomes-one": ("a file", None)}
    assert list(comparison.before.paths()) == [".gitmodules", "a.j2", "becomes-one"]
    assert texts(work_tree(of(repo.path / "lib"))) == {}
    Repo(repo.path / "lib").write("inner.j2", "in the submodule itself")
    assert texts(work_tree(of(repo.path / "lib"))) == {"inner.j2": ("changed", "in the submodule itself")}


@posix
def test_odd_names(repo: Repo) -> None:
    names = ["-rf.j2", "two\nlines.j2", "a b\t.j2", "\udce4.j2", ":(glob)*.j2"]
    repo.commit_files(dict.fromkeys(names, "old"))
    for name in names:
        repo.write(name, "new")
    assert texts(work_tree(of(repo))) == dict.fromkeys(names, ("old", "new"))
    repo.add()
    assert texts(staged(of(repo))) == dict.fromkeys(names, ("old", "new"))


def test_from_a_folder_inside(repo: Repo) -> None:
    repo.git("config", "diff.relative", "true")
    repo.commit_files({"in/a.j2": "old", "b.j2": "old"})
    repo.write("in/a.j2", "new")
    repo.write("b.j2", "new")
    repo.add()
    git = of(repo.path / "in")
    for comparison in (staged(git), work_tree(git), against(git, "HEAD")):
        assert texts(comparison) == {"b.j2": ("old", "new"), "in/a.j2": ("old", "new")}


def test_detached(repo: Repo) -> None:
    first = repo.commit_files({"a.j2": "first"})
    repo.commit_files({"a.j2": "second"})
    repo.git("switch", "--quiet", "--detach", first)
    repo.write("a.j2", "new")
    repo.add()
    comparison = staged(of(repo))
    assert (texts(comparison), comparison.commit) == ({"a.j2": ("first", "new")}, first)


def test_a_conflict_is_compared_by_our_side(repo: Repo) -> None:
    repo.commit_files({"a.j2": "base", "b.j2": "base", "gone.j2": "base"})
    repo.git("switch", "--quiet", "--create", "theirs")
    repo.commit_files({"a.j2": "theirs", "b.j2": "theirs", "gone.j2": "theirs"})
    repo.git("switch", "--quiet", "main")
    repo.remove("gone.j2")
    repo.commit_files({"a.j2": "ours"})
    assert repo.try_git("merge", "theirs").returncode == 1
    comparison = staged(of(repo))
    assert texts(comparison) == {"b.j2": ("base", "theirs")}
    assert elsewhere(comparison) == {"theirs": ["a.j2", "b.j2", "gone.j2"]}


# ---------------------------------------------------------------- merges


def diverged(repo: Repo) -> None:
    """Two branches that both change something, without a conflict; on `main`."""
    repo.commit_files({"a.j2": "base", "b.j2": "base"})
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit_files({"b.j2": "side"})
    repo.git("switch", "--quiet", "main")
    repo.commit_files({"a.j2": "main"})


def test_a_merge_knows_both_sides(repo: Repo) -> None:
    diverged(repo)
    repo.git("merge", "--no-commit", "side")
    comparison = staged(of(repo))
    assert texts(comparison) == {"b.j2": ("base", "side")}
    assert [(label, text(tree, "b.j2"), text(tree, "a.j2")) for label, tree in comparison.elsewhere] == [
        ("side", "side", "base")
    ]


def test_a_merge_of_a_commit_that_has_no_name(repo: Repo) -> None:
    diverged(repo)
    side = repo.git("rev-parse", "side")
    repo.git("branch", "--quiet", "-D", "side")
    repo.git("merge", "--no-commit", side)
    assert [label for label, _ in staged(of(repo)).elsewhere] == [side[:12]]


def test_a_merge_of_three(repo: Repo) -> None:
    diverged(repo)
    repo.git("switch", "--quiet", "--create", "third", "HEAD~")
    repo.commit_files({"c.j2": "third"})
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--no-commit", "side", "third")
    comparison = staged(of(repo))
    assert elsewhere(comparison) == {"side": ["a.j2", "b.j2"], "third": ["a.j2", "b.j2", "c.j2"]}


def test_a_merge_in_a_linked_work_tree(repo: Repo, tmp_path: Path) -> None:
    diverged(repo)
    repo.git("worktree", "add", "--quiet", "-b", "linked", str(tmp_path / "linked tree"))
    linked = Repo(tmp_path / "linked tree")
    linked.git("merge", "--no-commit", "side")
    comparison = staged(of(linked))
    assert (texts(comparison), list(elsewhere(comparison))) == ({"b.j2": ("base", "side")}, ["side"])
    assert staged(of(repo)).elsewhere == ()
    linked.write("a.j2", "on disk")
    assert texts(work_tree(of(linked))) == {"a.j2": ("main", "on disk"), "b.j2": ("base", "side")}


def test_picking_a_commit_is_no_merge(repo: Repo) -> None:
    diverged(repo)
    repo.git("cherry-pick", "--no-commit", "side")
    comparison = staged(of(repo))
    assert (texts(comparison), comparison.elsewhere) == ({"b.j2": ("base", "side")}, ())


# ---------------------------------------------------------------- hooks


def hook(repo: Repo, tmp_path: Path, name: str, mode: str) -> Path:
    """Install a hook that compares; the file in which it leaves what it saw."""
    out = tmp_path / "seen.json"
    repo.hook(name, str(PROBE), str(out), mode)
    return out


@posix
@pytest.mark.parametrize("folder", [".", "prompts"])
@pytest.mark.parametrize(
    ("options", "expected", "index"),
    [
        pytest.param((), {"prompts/b.j2": ["old", "staged"]}, "index", id="what is staged"),
        pytest.param(
            ("--all",),
            {"prompts/a.j2": ["old", "on disk"], "prompts/b.j2": ["old", "on disk"]},
            "index.lock",
            id="everything",
        ),
        pytest.param(("prompts/a.j2",), {"prompts/a.j2": ["old", "on disk"]}, None, id="one path"),
    ],
)
def test_a_commit_hook_sees_the_commit_in_the_making(
    repo: Repo, tmp_path: Path, folder: str, options: tuple[str, ...], expected: dict[str, list[str]], index: str | None
) -> None:
    repo.commit_files({"prompts/a.j2": "old", "prompts/b.j2": "old"})
    out = hook(repo, tmp_path, "pre-commit", "staged")
    repo.write("prompts/b.j2", "staged")
    repo.add()
    repo.write("prompts/a.j2", "on disk")
    repo.write("prompts/b.j2", "on disk")
    paths = [f":/{option}" if option.endswith("j2") else option for option in options]
    Repo(repo.path / folder).git("commit", "--quiet", "--message", "hooked", *paths)
    (saw,) = json.loads(out.read_text(encoding="utf-8"))
    assert saw["changed"] == expected
    assert saw["before"] == saw["after"] == ["prompts/a.j2", "prompts/b.j2"]
    assert saw["index"].startswith("next-index-") if index is None else saw["index"] == index


@posix
def test_a_commit_hook_in_a_linked_work_tree(repo: Repo, tmp_path: Path) -> None:
    repo.commit_files({"a.j2": "old"})
    out = hook(repo, tmp_path, "pre-commit", "staged")
    repo.git("worktree", "add", "--quiet", "-b", "linked", str(tmp_path / "linked tree"))
    Repo(tmp_path / "linked tree").commit_files({"a.j2": "new"})
    (saw,) = json.loads(out.read_text(encoding="utf-8"))
    assert saw["changed"] == {"a.j2": ["old", "new"]}


@posix
def test_a_hook_of_a_clean_merge(repo: Repo, tmp_path: Path) -> None:
    diverged(repo)
    out = hook(repo, tmp_path, "pre-merge-commit", "staged")
    repo.git("merge", "--quiet", "--no-edit", "side")  # writes no MERGE_HEAD before the hook
    (saw,) = json.loads(out.read_text(encoding="utf-8"))
    assert saw["changed"] == {"b.j2": ["base", "side"]}
    assert saw["elsewhere"] == {"side": {"a.j2": "base", "b.j2": "side"}}


@posix
def test_a_receiving_hook_sees_what_is_pushed(repo: Repo, tmp_path: Path) -> None:
    bare = Repo.init(tmp_path / "bare.git", "--bare")
    out = hook(bare, tmp_path, "pre-receive", "pushed")
    repo.git("remote", "add", "origin", str(bare.path))

    def push(ref: str) -> dict[str, Any]:
        repo.git("push", "--quiet", "origin", ref)
        (saw,) = json.loads(out.read_text(encoding="utf-8"))
        assert isinstance(saw, dict)
        return saw

    first = repo.commit_files({"a.j2": "first", "b.j2": "b"})
    saw = push("main")
    assert (saw["changed"], saw["commit"]) == ({"a.j2": [None, "first"], "b.j2": [None, "b"]}, None)
    repo.commit_files({"a.j2": "second"})
    saw = push("main")
    assert (saw["changed"], saw["commit"]) == ({"a.j2": ["first", "second"]}, first)
    repo.git("switch", "--quiet", "--create", "feature", first)
    repo.commit_files({"b.j2": "feature"})
    saw = push("feature")
    assert (saw["changed"], saw["commit"], saw["ref"]) == ({"b.j2": ["b", "feature"]}, first, "main")
    assert saw["elsewhere"] == {"main": {"a.j2": "second", "b.j2": "b"}}


@posix
def test_a_pushing_hook(repo: Repo, tmp_path: Path) -> None:
    origin = Repo.init(tmp_path / "origin.git", "--bare")
    repo.commit_files({"a.j2": "first"})
    repo.git("push", "--quiet", str(origin.path), "main")
    clone = origin.clone(tmp_path / "clone")
    out = hook(clone, tmp_path, "pre-push", "pushed")
    clone.git("switch", "--quiet", "--create", "feature")
    clone.commit_files({"a.j2": "second"})
    clone.git("push", "--quiet", "origin", "feature")
    (saw,) = json.loads(out.read_text(encoding="utf-8"))
    assert (saw["changed"], saw["ref"]) == ({"a.j2": ["first", "second"]}, "origin/main")
    clone.commit_files({"a.j2": "third"})
    clone.git("push", "--quiet", "origin", "feature")
    (saw,) = json.loads(out.read_text(encoding="utf-8"))
    assert saw["changed"] == {"a.j2": ["second", "third"]}


def test_another_index(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_files({"in/a.j2": "old"})
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/other-index")  # from the top level, wherever we start
    repo.write("in/a.j2", "new")
    repo.git("read-tree", "HEAD")
    repo.add()
    assert texts(staged(of(repo.path / "in"))) == {"in/a.j2": ("old", "new")}
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert staged(of(repo)).changed == ()


def test_a_git_directory_that_is_named(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_files({"a.j2": "old"})
    repo.write("a.j2", "new")
    repo.add()
    monkeypatch.chdir(repo.path)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_WORK_TREE", ".")
    for comparison in (staged(of(Path())), work_tree(of(Path()))):
        assert texts(comparison) == {"a.j2": ("old", "new")}


# ---------------------------------------------------------------- the work tree


def test_the_work_tree_as_it_is(repo: Repo) -> None:
    repo.commit_files(
        {"edited.j2": "old", "staged.j2": "old", "gone.j2": "gone", "untracked.j2": "text", "same.j2": "text", "k": "k"}
    )
    repo.write(".git/info/exclude", "*.log\n")
    repo.write("staged.j2", "new")
    repo.add()
    repo.git("rm", "--quiet", "--cached", "untracked.j2", "same.j2")
    repo.write("untracked.j2", "removed from the index, changed on disk")
    repo.write("edited.j2", "new")
    repo.remove("gone.j2")
    repo.write("new.j2", "new")
    repo.write("ignored.log", "ignored")
    comparison = work_tree(of(repo))
    assert texts(comparison) == {
        "edited.j2": ("old", "new"),
        "gone.j2": ("gone", None),
        "new.j2": (None, "new"),
        "staged.j2": ("old", "new"),
        "untracked.j2": ("text", "removed from the index, changed on disk"),
    }
    assert (comparison.ref, comparison.after.label, comparison.before.label) == ("HEAD", "the work tree", "HEAD")
    kept = ["edited.j2", "gone.j2", "k", "same.j2", "staged.j2", "untracked.j2"]
    assert list(comparison.before.paths()) == kept
    assert text(comparison.before, "same.j2") == "text"


def test_the_work_tree_before_the_first_commit(repo: Repo) -> None:
    repo.write("a.j2", "staged")
    repo.add()
    repo.write("b.j2", "untracked")
    comparison = work_tree(of(repo))
    assert (texts(comparison), comparison.commit) == ({"a.j2": (None, "staged"), "b.j2": (None, "untracked")}, None)


def test_a_time_stamp_is_not_a_change(repo: Repo) -> None:
    for name in ("a.j2", "b.j2"):
        os.utime(repo.write(name, "text"), (1, 1))
    repo.commit()
    os.utime(repo.path / "a.j2", (2, 2))
    assert work_tree(of(repo)).changed == ()


def test_what_is_too_large_to_compare_is_believed_to_differ(repo: Repo) -> None:
    os.utime(repo.write("a.j2", b"." * (17 << 20)), (1, 1))
    repo.commit()
    os.utime(repo.path / "a.j2", (2, 2))
    assert [change.after for change in work_tree(of(repo)).changed] == ["a.j2"]


@posix
def test_no_filter_is_run(repo: Repo, tmp_path: Path) -> None:
    repo.commit_files({".gitattributes": "*.j2 filter=f diff=d\n", "a.j2": "a"})
    for setting in ("filter.f.clean", "filter.f.smudge", "diff.d.textconv", "diff.d.command", "diff.external"):
        repo.git("config", setting, f"touch '{tmp_path}/ran'; cat")
    os.utime(repo.write("a.j2", "bb"), (1, 1))
    git = of(repo)
    for comparison in (work_tree(git), staged(git), against(git, "HEAD"), against(git, "HEAD", "HEAD")):
        comparison.after.mentioning(["a"], [".j2"])
        assert all(before != after for before, after in texts(comparison).values())
    assert not (tmp_path / "ran").exists()


def test_sparse_checkout_is_not_a_deletion(repo: Repo) -> None:
    repo.commit_files({"in/a.j2": "old", "out/b.j2": "b"})
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    repo.write("in/a.j2", "new")
    comparison = work_tree(of(repo))
    assert (texts(comparison), list(comparison.before.paths())) == ({"in/a.j2": ("old", "new")}, ["in/a.j2"])
    repo.add("in")
    assert texts(staged(of(repo))) == {"in/a.j2": ("old", "new")}


# ---------------------------------------------------------------- against a revision


def test_only_what_the_branch_did_counts(repo: Repo) -> None:
    diverged(repo)
    base = repo.git("merge-base", "main", "side")
    repo.git("switch", "--quiet", "side")
    comparison = against(of(repo), "main")
    assert (texts(comparison), comparison.commit, comparison.ref) == ({"b.j2": ("base", "side")}, base, "main")
    assert [(label, text(tree, "a.j2")) for label, tree in comparison.elsewhere] == [("main", "main")]
    repo.write("c.j2", "on disk")
    assert texts(against(of(repo), "main")) == {"b.j2": ("base", "side"), "c.j2": (None, "on disk")}
    assert texts(against(of(repo), "main", "HEAD")) == {"b.j2": ("base", "side")}


def test_a_base_that_has_not_moved_is_nowhere_else(repo: Repo) -> None:
    repo.commit_files({"a.j2": "old", "link.j2": "x"})
    repo.git("switch", "--quiet", "--create", "feature")
    repo.commit_files({"a.j2": "new"})
    comparison = against(of(repo), "main", "feature")
    assert (texts(comparison), comparison.elsewhere) == ({"a.j2": ("old", "new")}, ())
    assert (comparison.before.label, comparison.after.label) == ("main", "feature")


@pytest.mark.parametrize("ref", ["light", "annotated", "nested", "refs/tags/light", "HEAD~1", "main^", "@~", "{first}"])
def test_names_of_a_commit(repo: Repo, ref: str) -> None:
    first = repo.commit_files({"a.j2": "old"})
    repo.git("tag", "light")
    repo.git("tag", "--annotate", "--message", "a tag", "annotated")
    repo.git("-c", "advice.nestedTag=false", "tag", "--annotate", "--message", "a tag of a tag", "nested", "annotated")
    repo.commit_files({"a.j2": "new"})
    comparison = against(of(repo), ref.format(first=first), "HEAD")
    assert (texts(comparison), comparison.commit) == ({"a.j2": ("old", "new")}, first)


@pytest.mark.parametrize(
    ("ref", "message", "hint"),
    [
        ("mian", "no commit is named `mian`", "did you mean `main`?"),
        ("feature/x-tend", "no commit is named `feature/x-tend`", "did you mean `feature/extend`?"),
        ("stable", "no commit is named `stable`", "did you mean `origin/stable`?"),
        ("v1.1", "no commit is named `v1.1`", "did you mean `v1.0`?"),
        ("zzzzzzzz", "no commit is named `zzzzzzzz`", "`git fetch` brings what is new elsewhere"),
        ("1" * 40, "no commit is named", "`git fetch` brings what is new elsewhere"),
        ("main:a.j2", "no commit is named `main:a.j2`", ""),
        ("HEAD^{tree}", "no commit is named", ""),
        ("main..v1.0", "no commit is named", ""),
        ("^main", "no commit is named `^main`", "did you mean `main`?"),
        ("--all", "no commit is named `--all`", ""),
        ("-h", "no commit is named `-h`", ""),
        ("--output=stolen", "no commit is named", ""),
        ("a\0b", "no commit is named", ""),
        ("", "the base is empty", "unset"),
        (" ", "the base is empty", "unset"),
    ],
)
def test_what_names_no_commit(repo: Repo, ref: str, message: str, hint: str) -> None:
    head = repo.commit_files({"a.j2": "a"})
    repo.git("branch", "feature/extend")
    repo.git("tag", "v1.0")
    repo.git("update-ref", "refs/remotes/origin/stable", head)
    with pytest.raises(UserError) as caught:
        against(of(repo), ref)
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
    assert not (repo.path / "stolen").exists()


def test_a_head_that_does_not_exist(repo: Repo) -> None:
    repo.commit_files({"a.j2": "a"})
    with pytest.raises(UserError, match="no commit is named `mian`"):
        against(of(repo), "main", "mian")
    with pytest.raises(UserError, match="the head is empty"):
        against(of(repo), "main", "")
    with pytest.raises(UserError, match="the head is a deleted branch"):
        against(of(repo), "main", ZEROS)


def test_without_a_commit_there_is_no_base(repo: Repo) -> None:
    with pytest.raises(UserError, match="there is no commit yet"):
        against(of(repo), "main")


def test_unrelated_histories(repo: Repo) -> None:
    repo.commit_files({"a.j2": "a"})
    repo.git("switch", "--quiet", "--orphan", "other")
    repo.commit_files({"b.j2": "b"})
    with pytest.raises(UserError, match="`main` and `HEAD` have no common history"):
        against(of(repo), "main")


def test_a_shallow_clone_names_its_mend(repo: Repo, tmp_path: Path) -> None:
    diverged(repo)
    clone = repo.clone(tmp_path / "shallow", "--depth=1", "--no-single-branch", "--branch=side")
    mend = r"`git fetch --unshallow`, or `fetch-depth: 0`"
    with pytest.raises(UserError, match="this shallow clone ends before `origin/main` and `HEAD` meet") as caught:
        against(of(clone), "origin/main")
    assert mend in (caught.value.hint or "")
    with pytest.raises(UserError, match="no commit is named `v1`") as caught:
        against(of(clone), "v1")
    assert mend in (caught.value.hint or "")
    with pytest.raises(UserError, match="no commit is named `main`") as caught:
        against(of(clone), "main")
    assert caught.value.hint == "did you mean `origin/main`?"
    clone.git("update-ref", "-d", "refs/remotes/origin/side")
    with pytest.raises(UserError, match="this shallow clone ends before the new branch meets another"):
        against(of(clone), ZEROS, "HEAD")
    clone.git("fetch", "--quiet", "--unshallow")
    assert texts(against(of(clone), "origin/main", "origin/side")) == {"b.j2": ("base", "side")}


def test_in_a_shallow_clone_the_last_commit_can_still_be_compared(repo: Repo, tmp_path: Path) -> None:
    repo.commit_files({"a.j2": "old"})
    clone = repo.clone(tmp_path / "shallow", "--depth=1")
    clone.write("a.j2", "new")
    assert texts(against(of(clone), "HEAD")) == {"a.j2": ("old", "new")}


def test_a_bare_repository_compares_revisions_only(repo: Repo, tmp_path: Path) -> None:
    diverged(repo)
    git = of(repo.clone(tmp_path / "bare.git", "--bare"))
    comparison = against(git, "main", "side")
    assert (texts(comparison), list(elsewhere(comparison))) == ({"b.j2": ("base", "side")}, ["main"])
    assert texts(against(git, "side")) == {"a.j2": ("base", "main")}
    for compare in (staged, work_tree):
        with pytest.raises(UserError) as caught:
            compare(git)
        assert caught.value.hint == "compare revisions with `--base` and `--head`"


# ---------------------------------------------------------------- a branch that is new


def test_a_new_branch_in_a_repository_without_a_remote(repo: Repo) -> None:
    repo.commit_files({"a.j2": "a"})
    comparison = against(of(repo), ZEROS, "HEAD")
    assert (texts(comparison), comparison.commit, comparison.ref) == ({"a.j2": (None, "a")}, None, "the empty tree")
    assert list(comparison.before.paths()) == []
    assert texts(against(of(repo), ZEROS)) == {"a.j2": (None, "a")}


def test_a_new_branch_without_a_known_default(repo: Repo) -> None:
    base = repo.commit_files({"a.j2": "base"})
    repo.git("update-ref", "refs/remotes/upstream/release", base)
    repo.commit_files({"a.j2": "new"})
    comparison = against(of(repo), ZEROS, "HEAD")
    assert (texts(comparison), comparison.ref) == ({"a.j2": ("base", "new")}, base[:12])


def test_a_new_branch_where_the_default_was_never_pushed(repo: Repo, tmp_path: Path) -> None:
    base = repo.commit_files({"a.j2": "base"})
    bare = repo.clone(tmp_path / "bare.git", "--bare")
    bare.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    repo.commit_files({"a.j2": "new"})
    repo.git("push", "--quiet", str(bare.path), "HEAD:refs/hidden/new")
    comparison = against(of(bare), ZEROS, "refs/hidden/new")
    assert (texts(comparison), comparison.commit) == ({"a.j2": ("base", "new")}, base)


def test_the_default_branch_of_origin_goes_first(repo: Repo) -> None:
    first = repo.commit_files({"a.j2": "first"})
    second = repo.commit_files({"a.j2": "second"})
    repo.commit_files({"a.j2": "third"})
    for remote, commit in {"a-fork": second, "origin": first}.items():
        repo.git("update-ref", f"refs/remotes/{remote}/main", commit)
        repo.git("symbolic-ref", f"refs/remotes/{remote}/HEAD", f"refs/remotes/{remote}/main")
    comparison = against(of(repo), ZEROS, "HEAD")
    assert (texts(comparison), comparison.ref) == ({"a.j2": ("first", "third")}, "origin/main")


# ---------------------------------------------------------------- what it costs


def test_few_processes(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_files({f"{number}.j2": "old" for number in range(50)})
    repo.write("7.j2", "new")
    repo.add()
    started, popen = list[str](), subprocess.Popen

    def counted(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        started.append(next(word for word in command if "-" in word[1:-1] and not word.startswith("-")))
        return popen(command, **options)

    monkeypatch.setattr(subprocess, "Popen", counted)
    comparison = staged(of(repo))
    assert texts(comparison) == {"7.j2": ("old", "new")}
    assert len(comparison.before.paths()) == len(comparison.after.paths()) == 50
    assert started == ["rev-parse", "diff-index", "cat-file", "ls-files"]


def test_importing_is_cheap() -> None:
    loaded = "import sys, promptlint.base; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert not {"subprocess", "pathlib", "hashlib", "difflib", "threading", "tempfile", "json"}.intersection(modules)
