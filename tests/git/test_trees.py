from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from _repo import Repo
from promptlint.errors import UserError
from promptlint.git import Git, NoGit
from promptlint.tree import LINK, Index, LinkedTree, Overlaid, Revision, SourceTree, WorkTree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="names and files that only POSIX has")

TREES = ("work tree", "index", "revision", "overlaid")


def found(directory: Path) -> Git:
    git = Git.discover(str(directory))
    assert isinstance(git, Git)
    return git


def tree_of(kind: str, repo: Repo) -> LinkedTree:
    """All that is committed, seen in one of the ways."""
    git = found(repo.path)
    index = Index(git)
    match kind:
        case "work tree":
            return WorkTree(str(repo.path), git)
        case "index":
            return index
        case "revision":
            return Revision(git, repo.head, "HEAD")
        case _:
            return Overlaid(index, git, dict(index.entries), "HEAD")


@pytest.fixture(params=TREES)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


# ---------------------------------------------------------------- the repository


def test_outside_a_repository_is_not_the_same_as_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Git.discover(str(tmp_path)) is NoGit.NO_REPOSITORY
    with pytest.raises(UserError, match="this is not a git repository") as caught:
        Git.require(str(tmp_path))
    assert caught.value.hint == "`--no-base` checks without comparing"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Git.discover(str(tmp_path)) is NoGit.NO_PROGRAM
    with pytest.raises(UserError, match="git is not installed"):
        Git.require(str(tmp_path))


def test_a_directory_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no directory"):
        Git.discover(str(tmp_path / "nowhere"))


def test_what_one_command_tells(repo: Repo) -> None:
    git = found(repo.path)
    assert (git.root, git.directory, git.prefix, git.head) == (str(repo.path), str(repo.path), "", None)
    assert (git.git_dir, git.object_format, git.is_shallow) == (str(repo.path / ".git"), "sha1", False)
    head = repo.commit_files({"prompts/deep er/a.j2": "a"})
    git = found(repo.path / "prompts" / "deep er")
    assert (git.root, git.directory, git.prefix, git.head) == (str(repo.path), str(repo.path), "prompts/deep er/", head)


@posix
def test_a_repository_in_a_folder_with_a_line_end(tmp_path: Path) -> None:
    repo = Repo.init(tmp_path / "two\nlines")
    repo.commit_files({"in\nner/a.j2": "a"})
    git = found(repo.path / "in\nner")
    assert (git.root, git.prefix, git.head) == (str(repo.path), "in\nner/", repo.head)


def test_in_a_bare_repository_and_in_a_git_directory(repo: Repo, tmp_path: Path) -> None:
    repo.commit_files({"a.j2": "a"})
    bare = repo.clone(tmp_path / "bare.git", "--bare")
    git = found(bare.path)
    assert (git.root, git.directory, git.head) == (None, str(bare.path), repo.head)
    inside = found(repo.path / ".git")
    assert (inside.root, inside.head) == (None, repo.head)


def test_a_work_tree_elsewhere(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_files({"a.j2": "a"})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.j2").write_text("changed", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_DIR", "a repository/.git")
    monkeypatch.setenv("GIT_WORK_TREE", "elsewhere")
    git = found(tmp_path)
    assert git.root == str(elsewhere)
    assert WorkTree(str(elsewhere), git).paths() == ["a.j2"]
    assert Index(git).read("a.j2") == b"a"


def test_ownership_that_git_doubts_is_passed_on_with_its_mend(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(UserError, match="git: detected dubious ownership in repository") as caught:
        Git.discover(str(repo.path))
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("`git config --global --add safe.directory ")


def test_a_broken_repository_is_not_taken_for_none(repo: Repo) -> None:
    repo.write("sub/.git", "gitdir: ../nowhere\n")
    with pytest.raises(UserError, match="not a git repository: "):
        Git.discover(str(repo.path / "sub"))
    (repo.path / ".git" / "config").write_text("[core\n", encoding="utf-8")
    with pytest.raises(UserError, match="bad config line 1"):
        Git.discover(str(repo.path))


def test_an_old_git_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "git"
    script.write_text("#!/bin/sh\necho --path-format=absolute\necho .git\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(UserError, match=r"git 2\.31 or later is needed"):
        Git.discover(str(tmp_path))


def test_nothing_is_written(repo: Repo) -> None:
    path = repo.write("a.j2", "a")
    repo.commit()
    os.utime(path, (1, 1))  # git would like to refresh its index
    before = {file: file.stat().st_mtime_ns for file in (repo.path / ".git").rglob("*")}
    git = found(repo.path)
    for tree in (WorkTree(str(repo.path), git), Index(git), Revision(git, repo.head)):
        assert tree.paths() == ["a.j2"]
        assert tree.mentioning(["a"], [".j2"]) == ["a.j2"]
        assert tree.read("a.j2") == b"a"
    assert {file: file.stat().st_mtime_ns for file in (repo.path / ".git").rglob("*")} == before


@posix
def test_a_monitor_set_in_the_configuration_is_not_started(repo: Repo) -> None:
    repo.commit_files({"a.j2": "a"})
    repo.git("config", "core.fsmonitor", f"touch '{repo.path}/started'; false")
    assert WorkTree(str(repo.path), found(repo.path)).paths() == ["a.j2"]
    assert not (repo.path / "started").exists()


# ---------------------------------------------------------------- all trees alike


def test_every_tree_is_a_source_tree(kind: str, repo: Repo) -> None:
    repo.commit_files({"b.j2": "b", "a/c.j2": "c", "a-b.j2": "", "ä.j2": "ä"})
    tree: SourceTree = tree_of(kind, repo)
    assert list(tree.paths()) == ["a-b.j2", "a/c.j2", "b.j2", "ä.j2"]
    assert tree.read("a/c.j2") == b"c"
    assert tree.read("a-b.j2") == b""
    assert list(tree.read_all(["ä.j2", "missing", "b.j2", "b.j2"])) == [
        ("ä.j2", "ä".encode()),
        ("b.j2", b"b"),
        ("b.j2", b"b"),
    ]
    assert tree.exists("a/c.j2")
    assert not tree.exists("a")
    assert tree.label


@pytest.mark.parametrize(
    "path",
    ["", "/", ".", "..", "missing.j2", "a", "a/", "a//c.j2", "./b.j2", "a/../b.j2", "../outside", "a/c.j2/x", "nul\0"],
)
def test_what_is_not_the_path_of_a_file(kind: str, repo: Repo, path: str) -> None:
    (repo.path.parent / "outside").write_text("secret", encoding="utf-8")
    repo.commit_files({"b.j2": "b", "a/c.j2": "c"})
    tree = tree_of(kind, repo)
    assert tree.read(path) is None
    assert not tree.exists(path)
    assert list(tree.read_all([path])) == []


def test_an_absolute_path_is_not_read(kind: str, repo: Repo) -> None:
    repo.commit_files({"b.j2": "b"})
    assert tree_of(kind, repo).read(str(repo.path / "b.j2")) is None


@posix
@pytest.mark.parametrize(
    "name", [b"a b.j2", b"-rf.j2", b"two\nlines.j2", b"tab\tq\"'\\.j2", b"latin-\xe4.j2", b":(glob)*.j2"]
)
def test_odd_names(kind: str, repo: Repo, name: bytes) -> None:
    with open(os.path.join(os.fsencode(repo.path), name), "wb") as file:  # noqa: PTH118, PTH123 bytes, which pathlib has no paths of
        file.write(b"the word")
    repo.commit()
    path, tree = os.fsdecode(name), tree_of(kind, repo)
    assert list(tree.paths()) == [path]
    assert tree.read(path) == b"the word"
    assert tree.mentioning(["word"], [".j2"]) == [path]


def test_bytes_are_kept(kind: str, repo: Repo) -> None:
    raw = bytes(range(256)) + b"\r\n\r\n"
    repo.write("a.j2", raw)
    repo.write("big.j2", raw * 20_000)
    repo.commit()
    tree = tree_of(kind, repo)
    assert tree.read("a.j2") == raw
    assert dict(tree.read_all(["big.j2", "a.j2"])) == {"big.j2": raw * 20_000, "a.j2": raw}


def test_many_files_in_order_while_others_are_read(kind: str, repo: Repo) -> None:
    files = {f"{number:04}.j2": f"text {number}" * (1 + number % 7 * 5_000) for number in range(400)}
    repo.commit_files(files)
    tree, seen = tree_of(kind, repo), list[tuple[str, bytes]]()
    for path, raw in tree.read_all(reversed(files)):
        assert tree.read("0007.j2") == files["0007.j2"].encode()
        seen.append((path, raw))
    assert seen == [(path, text.encode()) for path, text in reversed(files.items())]


def test_a_reading_that_is_given_up_disturbs_no_other(kind: str, repo: Repo) -> None:
    repo.commit_files({f"{number}.j2": f"text {number}" for number in range(100)})
    tree = tree_of(kind, repo)
    assert next(iter(tree.read_all(tree.paths()))) == ("0.j2", b"text 0")
    assert tree.read("42.j2") == b"text 42"


def test_sha256(kind: str, tmp_path: Path) -> None:
    repo = Repo.init(tmp_path / "long", "--object-format=sha256")
    repo.commit_files({"a.j2": "{% include 'b.j2' %}", "b.j2": "b"})
    repo.link("c.j2", "b.j2")
    repo.commit()
    tree = tree_of(kind, repo)
    assert list(tree.paths()) == ["a.j2", "b.j2"]
    assert (tree.read("b.j2"), tree.read("c.j2")) == (b"b", b"b")
    assert tree.mentioning(["b.j2"], [".j2"]) == ["a.j2"]


# ---------------------------------------------------------------- links


@posix
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param("a.j2", b"a", id="beside it"),
        pytest.param("../prompts/./a.j2", b"a", id="up and down"),
        pytest.param("first", b"a", id="by another link"),
        pytest.param("folder/deep.j2", b"deep", id="through a link to a folder"),
        pytest.param("folder/../top.j2", b"top", id="up from where a link leads"),
        pytest.param("link.j2", None, id="itself"),
        pytest.param("circle-1", None, id="a circle"),
        pytest.param("nowhere.j2", None, id="nothing there"),
        pytest.param("../../outside.j2", None, id="out of the root"),
        pytest.param("../../../../../../../../etc/hosts", None, id="far out of the root"),
        pytest.param("/etc/hosts", None, id="absolute"),
        pytest.param("../prompts", None, id="a folder"),
        pytest.param("out/outside.j2", None, id="through a link out of the root"),
    ],
)
def test_links(kind: str, repo: Repo, target: str, expected: bytes | None) -> None:
    (repo.path.parent / "outside.j2").write_text("secret", encoding="utf-8")
    for path, content in {"prompts/a.j2": "a", "real/inner/deep.j2": "deep", "real/top.j2": "top"}.items():
        repo.write(path, content)
    links = {"first": "a.j2", "folder": "../real/inner", "circle-1": "circle-2", "circle-2": "circle-1", "out": "../.."}
    for name, leads_to in {**links, "link.j2": target}.items():
        repo.link(f"prompts/{name}", leads_to)
    repo.commit()
    tree = tree_of(kind, repo)
    assert list(tree.paths()) == ["prompts/a.j2", "real/inner/deep.j2", "real/top.j2"]
    assert tree.read("prompts/link.j2") == expected
    assert tree.exists("prompts/link.j2") == (expected is not None)
    assert tree.read("prompts/folder/deep.j2") == b"deep"
    assert tree.read("prompts/out/outside.j2") is None


@posix
@pytest.mark.parametrize(("length", "expected"), [(16, b"end"), (17, None)])
def test_a_chain_of_links(kind: str, repo: Repo, length: int, expected: bytes | None) -> None:
    repo.write("0", "end")
    for number in range(length):
        repo.link(str(number + 1), str(number))
    repo.commit()
    assert tree_of(kind, repo).read(str(length)) == expected


@posix
def test_on_disk_a_link_may_leave_the_root_and_come_back(repo: Repo) -> None:
    repo.write("a.j2", "a")
    repo.link("relative.j2", "../a repository/a.j2")
    repo.link("absolute.j2", str(repo.path / "a.j2"))
    tree = WorkTree(str(repo.path))
    assert (tree.read("relative.j2"), tree.read("absolute.j2")) == (b"a", b"a")


@posix
def test_on_disk_the_root_may_be_a_link(repo: Repo) -> None:
    repo.commit_files({"a.j2": "a"})
    (repo.path.parent / "alias").symlink_to(repo.path)
    tree = WorkTree(str(repo.path.parent / "alias"))
    assert (list(tree.paths()), tree.read("a.j2")) == (["a.j2"], b"a")
    assert found(repo.path.parent / "alias").root == str(repo.path)


@posix
def test_a_folder_replaced_by_a_link_is_not_listed_twice(repo: Repo) -> None:
    repo.commit_files({"old/a.j2": "a"})
    (repo.path / "old").rename(repo.path / "new")
    repo.link("old", "new")
    tree = WorkTree(str(repo.path), found(repo.path))
    assert list(tree.paths()) == ["new/a.j2"]
    assert tree.read("old/a.j2") == b"a"


# ---------------------------------------------------------------- the work tree


def test_without_git_well_known_folders_are_left_out(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "plain")
    left_out = (".git", ".hg", ".venv", "a/node_modules", "a/__pycache__", "lib/site-packages", ".mypy_cache")
    for folder in ("", "a/", ".github/", *(f"{name}/" for name in left_out)):
        repo.write(f"{folder}x.j2", "x")
    assert list(WorkTree(str(repo.path)).paths()) == [".github/x.j2", "a/x.j2", "x.j2"]


def test_within_git_what_is_ignored_is_left_out_and_nothing_else(repo: Repo) -> None:
    repo.write(".gitignore", "venv/")
    for folder in ("venv", "node_modules", "src/site-packages"):
        repo.write(f"{folder}/x.j2", "x")
    tree = WorkTree(str(repo.path), found(repo.path))
    assert list(tree.paths()) == [".gitignore", "node_modules/x.j2", "src/site-packages/x.j2"]


def test_what_git_lists(repo: Repo) -> None:
    repo.write(".gitignore", "*.log\nbuild/\n")
    repo.write("kept.log", "tracked although it is ignored")
    repo.write("gone.j2", "deleted on disk")
    repo.write("gone/too.j2", "deleted with its folder")
    repo.git("add", "--force", ".")
    repo.commit()
    repo.remove("gone.j2")
    repo.remove("gone/too.j2")
    (repo.path / "gone").rmdir()
    for path in ("new.j2", "new.log", "build/b.j2", "deep/er/new.j2"):
        repo.write(path, "word")
    tree = WorkTree(str(repo.path), found(repo.path))
    assert list(tree.paths()) == [".gitignore", "deep/er/new.j2", "kept.log", "new.j2"]
    assert sorted(tree.untracked) == ["deep/er/new.j2", "new.j2"]
    assert tree.read("gone.j2") is None
    assert tree.read("build/b.j2") == b"word"  # an include may name what is generated
    assert tree.mentioning(["word"], [".j2"]) == ["deep/er/new.j2", "new.j2"]
    assert tree.mentioning(["although"], [".log"]) == ["kept.log"]


def test_sparse_checkout(repo: Repo) -> None:
    repo.commit_files({"in/a.j2": "word", "out/b.j2": "word"})
    repo.git("sparse-checkout", "set", "--cone", "in")
    git = found(repo.path)
    assert list(WorkTree(str(repo.path), git).paths()) == ["in/a.j2"]
    assert WorkTree(str(repo.path), git).mentioning(["word"], [".j2"]) == ["in/a.j2"]
    assert list(Index(git).paths()) == ["in/a.j2", "out/b.j2"]
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    assert list(Index(git).paths()) == ["in/a.j2", "out/b.j2"]


def test_submodules_are_not_entered(repo: Repo, tmp_path: Path) -> None:
    Repo.init(tmp_path / "library").commit_files({"inner.j2": "word"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(tmp_path / "library"), "lib")
    repo.commit_files({"a.j2": "word"})
    Repo.init(repo.path / "nested").commit_files({"n.j2": "word"})  # a repository that git does not track
    git = found(repo.path)
    for tree in (WorkTree(str(repo.path), git), Index(git), Revision(git, repo.head)):
        assert list(tree.paths()) == [".gitmodules", "a.j2"], tree.label
        assert tree.mentioning(["word"], [".j2"]) == ["a.j2"], tree.label
        assert not tree.exists("lib"), tree.label
    own = found(repo.path / "lib")
    assert own.root == str(repo.path / "lib")
    assert list(WorkTree(own.root, own).paths()) == list(Index(own).paths()) == ["inner.j2"]


@posix
def test_what_is_not_a_regular_file_is_never_waited_for(repo: Repo) -> None:
    repo.commit_files({"a.j2": "a", "pipe.j2": "a file at first"})
    repo.remove("pipe.j2")
    os.mkfifo(repo.path / "pipe.j2")
    repo.link("device.j2", "/dev/zero")
    repo.link("pipe-link.j2", "pipe.j2")
    for tree in (WorkTree(str(repo.path), found(repo.path)), WorkTree(str(repo.path))):
        assert list(tree.paths()) == ["a.j2"]
        for name in ("pipe.j2", "device.j2", "pipe-link.j2"):
            assert tree.read(name) is None
            assert list(tree.read_all([name])) == []
        assert tree.mentioning(["a"], [".j2"]) == ["a.j2"]
        assert tree.contents(["pipe.j2"]) == [None]  # even when it turned into one since we looked


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="everything may be read by root")
def test_a_file_that_may_not_be_read_exists(repo: Repo) -> None:
    repo.write("a.j2", "a").chmod(0)
    tree = WorkTree(str(repo.path))
    assert tree.exists("a.j2")
    assert tree.read("a.j2") is None


def test_what_goes_away_while_we_look(repo: Repo) -> None:
    tree = WorkTree(str(repo.path / "gone"))
    assert list(tree.paths()) == []
    assert tree.contents(["a.j2"]) == [None]
    assert tree.size("a.j2") == 0


# ---------------------------------------------------------------- index and revision


def test_the_index_is_neither_the_disk_nor_head(repo: Repo) -> None:
    repo.commit_files({"a.j2": "head"})
    repo.write("a.j2", "index")
    repo.write("staged.j2", "new")
    repo.add()
    repo.write("a.j2", "disk")
    repo.remove("staged.j2")
    git = found(repo.path)
    assert Revision(git, repo.head).read("a.j2") == b"head"
    assert Index(git).read("a.j2") == b"index"
    assert WorkTree(str(repo.path), git).read("a.j2") == b"disk"
    assert list(Index(git).paths()) == ["a.j2", "staged.j2"]


def test_of_a_conflict_the_index_holds_our_side(repo: Repo) -> None:
    repo.commit_files({"a.j2": "base", "gone.j2": "base"})
    repo.git("switch", "--quiet", "--create", "theirs")
    repo.commit_files({"a.j2": "theirs", "gone.j2": "theirs"})
    repo.git("switch", "--quiet", "main")
    repo.remove("gone.j2")
    repo.commit_files({"a.j2": "ours"})
    assert repo.try_git("merge", "theirs").returncode == 1
    index = Index(found(repo.path))
    assert index.unmerged == ("a.j2", "gone.j2")
    assert (list(index.paths()), index.read("a.j2")) == (["a.j2"], b"ours")
    assert list(WorkTree(str(repo.path), index.git).paths()) == ["a.j2", "gone.j2"]


def test_no_conflict(repo: Repo) -> None:
    repo.commit_files({"a.j2": "a"})
    assert Index(found(repo.path)).unmerged == ()


def test_before_the_first_commit(repo: Repo) -> None:
    git = found(repo.path)
    assert list(Index(git).paths()) == []
    assert list(Revision(git, git.empty_tree).paths()) == []
    assert Revision(git, git.empty_tree).mentioning(["a"], [".j2"]) == []


def test_a_lost_object_is_an_error_and_not_an_absent_file(repo: Repo) -> None:
    repo.commit_files({"a.j2": "lost word", "b.j2": "word"})
    lost = repo.git("rev-parse", "HEAD:a.j2")
    (repo.path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    git = found(repo.path)
    for tree in (Index(git), Revision(git, repo.head)):
        with pytest.raises(UserError, match=lost):
            tree.read("a.j2")
        with pytest.raises(UserError, match=lost):
            list(tree.read_all(["b.j2", "a.j2"]))
        with pytest.raises(UserError, match=lost):
            tree.mentioning(["word"], [".j2"])
        assert tree.read("b.j2") == b"word"


def test_a_broken_object_is_an_error(repo: Repo) -> None:
    repo.commit_files({"a.j2": "word" * 1000})
    broken = repo.git("rev-parse", "HEAD:a.j2")
    file = repo.path / ".git" / "objects" / broken[:2] / broken[2:]
    file.chmod(0o644)
    file.write_bytes(b"not what git wrote")
    with pytest.raises(UserError, match="git: "):
        Index(found(repo.path)).read("a.j2")


@posix
@pytest.mark.parametrize(
    ("answer", "message"),
    [
        pytest.param("exit 1", "git cannot read the object", id="none"),
        pytest.param("read blob; echo $blob blob 1000; echo half", "git cannot read the object", id="half"),
        pytest.param("read blob; echo $blob tree 0; echo", "git cannot read the object", id="not a blob"),
    ],
)
def test_a_git_that_does_not_answer(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, message: str
) -> None:
    repo.commit_files({"a.j2": "a"})
    index = Index(found(repo.path))
    assert index.exists("a.j2")
    script, git = tmp_path / "bin" / "git", shutil.which("git")
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\ncase "$*" in *--batch) {answer};; *) exec {git} "$@";; esac\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(UserError, match=message):
        Index(found(repo.path)).read("a.j2")
    with pytest.raises(UserError, match=message):
        list(Index(found(repo.path)).read_all(["a.j2"] * 10_000))


def test_nothing_is_fetched_in_a_partial_clone(repo: Repo, tmp_path: Path) -> None:
    repo.commit_files({"a.j2": "first"})
    repo.commit_files({"a.j2": "second"})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = repo.clone(tmp_path / "partial", "--filter=blob:none")
    git = found(clone.path)
    assert Revision(git, "HEAD").read("a.j2") == b"second"
    with pytest.raises(UserError, match="promisor remote") as caught:
        Revision(git, "HEAD~").read("a.j2")
    assert caught.value.hint is not None
    assert "`git fetch --refetch --no-filter`" in caught.value.hint
    clone.git("fetch", "--quiet", "--refetch", "--no-filter")
    assert Revision(git, "HEAD~").read("a.j2") == b"first"


def test_an_unknown_revision(repo: Repo) -> None:
    with pytest.raises(UserError, match="git: "):
        Revision(found(repo.path), "0" * 39 + "1").paths()


def test_a_process_of_its_own_after_a_fork_and_after_closing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_files({"a.j2": "a"})
    git = found(repo.path)
    tree = Index(git)
    assert tree.read("a.j2") == b"a"
    git.blobs.close()
    git.blobs.close()
    assert tree.read("a.j2") == b"a"
    parent = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: parent + 1)
    assert tree.read("a.j2") == b"a"
    git.blobs.close()


# ---------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("words", "suffixes", "expected"),
    [
        pytest.param(["shared.j2"], [".j2"], ["a.j2", "deep/b.j2"], id="one"),
        pytest.param(["shared.j2"], [".j2", ".md"], ["a.j2", "deep/b.j2", "c.md"], id="two suffixes"),
        pytest.param(["macros", "policy"], [".j2", ".md"], ["d.j2", "e.md"], id="two words"),
        pytest.param(["-e"], [".j2"], ["dash.j2"], id="what looks like an option"),
        pytest.param([".*"], [".j2"], ["dash.j2"], id="what looks like a pattern"),
        pytest.param(["ünïcode"], [".j2"], ["d.j2"], id="beyond ASCII"),
        pytest.param(["two\nlines"], [".j2"], ["lines.j2"], id="across a line end"),
        pytest.param(["nothing has this"], [".j2"], [], id="nothing"),
        pytest.param(["shared.j2"], [".[ab]*"], [], id="a suffix with a pattern"),
        pytest.param(["shared.j2"], ["b.j2"], ["deep/b.j2"], id="the end of a name"),
        pytest.param(["after a NUL"], [".j2"], ["nul.j2"], id="binary"),
        pytest.param([], [".j2"], [], id="no words"),
        pytest.param(["shared.j2"], [], [], id="no suffixes"),
    ],
)
def test_search(kind: str, repo: Repo, words: list[str], suffixes: list[str], expected: list[str]) -> None:
    repo.commit_files(
        {
            "a.j2": "{% include 'shared.j2' %}",
            "deep/b.j2": "x\n{% include 'shared.j2' %}",
            "c.md": "shared.j2",
            "c.txt": "shared.j2",
            "d.j2": "{% import 'macros' %} ünïcode",
            "e.md": "policy",
            "dash.j2": "a -e .* b",
            "lines.j2": "two\nlines",
            "other.j2": "lines and two",
            "nul.j2": "\0 after a NUL",
            "shared.j2": "nothing in here",
        }
    )
    assert list(tree_of(kind, repo).mentioning(words, suffixes)) == sorted(expected)


def test_search_without_git(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "plain")
    repo.write("b.j2", "the word")
    repo.write("a.j2", "the word")
    repo.write("a.md", "the word")
    assert WorkTree(str(repo.path)).mentioning(["word"], [".j2"]) == ["a.j2", "b.j2"]


def test_search_obeys_no_setting(kind: str, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_files({"a.j2": "a.c", "b.j2": "abc"})
    for name, value in {"grep.patternType": "perl", "color.ui": "always", "grep.fullName": "false"}.items():
        repo.git("config", name, value)
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    assert tree_of(kind, repo).mentioning(["a.c"], [".j2"]) == ["a.j2"]


def test_search_for_very_many_words(kind: str, repo: Repo) -> None:
    repo.commit_files({"a.j2": "word 19999 here", "b.j2": "none"})
    assert tree_of(kind, repo).mentioning([f"word {number} here" for number in range(20_000)], [".j2"]) == ["a.j2"]


# ---------------------------------------------------------------- overlaid


@pytest.fixture
def overlaid(repo: Repo) -> Callable[[], tuple[LinkedTree, LinkedTree]]:
    """A tree, and what it was before: derived from the changes, and listed by git."""

    def build() -> tuple[LinkedTree, LinkedTree]:
        repo.commit_files({"kept.j2": "word", "changed.j2": "word before", "gone.j2": "word"})
        repo.link("link.j2", "changed.j2")
        repo.link("moved.j2", "kept.j2")
        before = repo.commit()
        repo.write("changed.j2", "after")
        repo.write("new.j2", "word")
        repo.remove("gone.j2")
        repo.remove("moved.j2")
        repo.link("moved.j2", "changed.j2")
        repo.add()
        git = found(repo.path)
        old, index = Revision(git, before), Index(git)
        changed = [
            path for path in {**old.entries, **index.entries} if old.entries.get(path) != index.entries.get(path)
        ]
        return Overlaid(index, git, {path: old.entries.get(path) for path in changed}, "HEAD"), old

    return build


@posix
def test_the_tree_before_is_the_tree_after_with_the_changes_undone(
    overlaid: Callable[[], tuple[LinkedTree, LinkedTree]],
) -> None:
    derived, listed = overlaid()
    paths = [*listed.paths(), "new.j2", "link.j2", "moved.j2"]
    assert list(derived.paths()) == list(listed.paths()) == ["changed.j2", "gone.j2", "kept.j2"]
    assert list(derived.read_all(paths)) == list(listed.read_all(paths))
    assert dict(derived.read_all(["link.j2", "moved.j2"])) == {"link.j2": b"word before", "moved.j2": b"word"}
    assert derived.mentioning(["word"], [".j2"]) == listed.mentioning(["word"], [".j2"])
    assert [derived.exists(path) for path in paths] == [listed.exists(path) for path in paths]


def test_a_link_is_known_by_its_mode(repo: Repo) -> None:
    repo.commit_files({"a.j2": "b.j2", "b.j2": "b"})
    git = found(repo.path)
    blob = repo.git("rev-parse", "HEAD:a.j2")
    tree = Overlaid(Index(git), git, {"a.j2": (LINK, blob)}, "before")
    assert (tree.read("a.j2"), list(tree.paths())) == (b"b", ["b.j2"])
