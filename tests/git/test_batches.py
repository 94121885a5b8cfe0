"""Pins of batches in real repositories: what is blocked, what goes through, and what the report says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from _gate import check, codes
from _golden import compare

if TYPE_CHECKING:
    from _repo import Repo

EXPECTED = Path(__file__).parent / "expected"
ENRICH, RULES, POLICY = "prompts/enrich.j2", "prompts/_rules.md", "docs/policy.md"
TEXT = "".join(f"{number}. Read part {number} of the whole report, and name the rule.\n" for number in range(1, 400))


def enrich(version: int | None = 3, *, rows: str = "rows", mark: str = "{# promptlint: breakpoint ttl=1h #}\n") -> str:
    declared = "" if version is None else f"{{# promptlint: version={version} #}}\n"
    return f"{declared}{{% include '_rules.md' %}}\nYou enrich {rows}.\n{TEXT}{mark}{{{{ row }}}}\n"


def pyproject(*prompts: str, **keys: object) -> str:
    listed = ", ".join(f'"{prompt}"' for prompt in prompts or (f"{ENRICH}@3",))
    rows = [f'name = "{keys.pop("name", "nightly")}"', f"prompts = [{listed}]"]
    keys = {"model": "claude-haiku-4-5", "requests": 48000} | keys
    rows += [f"{key.replace('_', '-')} = {value!r}".replace("'", '"') for key, value in keys.items()]
    return "[tool.promptlint]\n\n[[tool.promptlint.batch]]\n" + "\n".join(rows) + "\n"


FILES = {
    ENRICH: enrich(),
    RULES: "Be kind.\n",
    POLICY: "# Policy\n\nRefunds take ten days.\n",
    "pyproject.toml": pyproject(documents=[POLICY]),
}


@pytest.fixture
def job(repo: Repo) -> Repo:
    """A batch that pins a prompt with an included part, and a document."""
    repo.commit_files(FILES)
    return repo


def staged(repo: Repo, files: dict[str, str | None], *options: str) -> list[str]:
    """Stage files, or their removal; the codes of what is found of batches and versions."""
    for path, text in files.items():
        if text is None:
            repo.remove(path)
        else:
            repo.write(path, text)
    repo.add()
    done = check(repo, *(options or ("--staged",)))
    assert done.returncode == (2 if "PL001" in done.stdout else 1 if "error[" in done.stdout else 0), done.stderr
    return sorted(codes(done.stdout))


MOVED = pyproject(f"{ENRICH}@4", documents=[POLICY])
MANIFEST = f"name: nightly\nprompts: ['{ENRICH}@3']\nmodel: claude-haiku-4-5\nrequests: 48000\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"notes.txt": "Tell the desk.\n"}, id="another file"),
        pytest.param({ENRICH: enrich(4, rows="lines"), "pyproject.toml": MOVED}, id="prompt and pin move together"),
        pytest.param({ENRICH: enrich() + "Thank you.\n"}, id="behind the prefix"),
        pytest.param({ENRICH: "{# A comment. -#}\n" + enrich()}, id="a comment"),
        pytest.param({ENRICH: enrich().replace("row }}", "line }}")}, id="a value behind the prefix is renamed"),
        pytest.param(
            {RULES: "Be kind and short.\n", ENRICH: enrich(4), "pyproject.toml": MOVED}, id="an included part"
        ),
        pytest.param({POLICY: "# Terms\n", ENRICH: enrich(4, rows="x"), "pyproject.toml": MOVED}, id="any pin covers"),
        pytest.param(
            {POLICY: "# Terms\n", "pyproject.toml": pyproject(documents=[POLICY], version=1)}, id="the batch's version"
        ),
        pytest.param({"pyproject.toml": pyproject(documents=[POLICY], name="weekly")}, id="renamed"),
        pytest.param({"pyproject.toml": pyproject(documents=[POLICY], requests=96000)}, id="twice the requests"),
        pytest.param({"pyproject.toml": "[tool.promptlint]\n", ENRICH: enrich(4, rows="x")}, id="no batch any more"),
        pytest.param(
            {"pyproject.toml": "[tool.promptlint]\n", "jobs/a.batch.yaml": MANIFEST}, id="moved to a manifest"
        ),
        pytest.param({"pyproject.toml": pyproject(), POLICY: "# Terms\n"}, id="the document is no part of it any more"),
        pytest.param({"pyproject.toml": pyproject(model="claude-haiku-5-5", version=1)}, id="model and pin"),
        pytest.param(
            {
                ENRICH: None,
                "prompts/tag.j2": enrich(),
                "pyproject.toml": pyproject("prompts/tag.j2@3", documents=[POLICY]),
            },
            id="the prompt is renamed in both places",
        ),
    ],
)
def test_a_commit_goes_through(job: Repo, files: dict[str, str | None]) -> None:
    assert staged(job, files) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({ENRICH: enrich(4, rows="lines")}, ["PL401"], id="bumped without the pin"),
        pytest.param({ENRICH: enrich(rows="lines")}, ["PL301", "PL401"], id="neither"),
        pytest.param({RULES: "Be kind and short.\n", ENRICH: enrich(4)}, ["PL401"], id="an included part"),
        pytest.param({RULES: "Be kind and short.\n"}, ["PL301", "PL401"], id="an included part alone"),
        pytest.param({POLICY: "# Terms\n"}, ["PL401"], id="the document"),
        pytest.param({ENRICH: enrich(mark="{# promptlint: breakpoint ttl=5m #}\n")}, ["PL404"], id="a shorter life"),
        pytest.param({ENRICH: enrich(mark="")}, ["PL401", "PL502"], id="the mark is taken out"),
        pytest.param(
            {ENRICH: enrich(mark="") + "{# promptlint: breakpoint ttl=1h #}\nThank you.\n"},
            ["PL301", "PL401"],
            id="the mark moves",
        ),
        pytest.param({"pyproject.toml": pyproject(documents=[POLICY], model="claude-opus-5")}, ["PL401"], id="model"),
        pytest.param({"pyproject.toml": MOVED}, ["PL410"], id="the pin moves alone"),
        pytest.param(
            {ENRICH: enrich(4), "pyproject.toml": FILES["pyproject.toml"]}, ["PL306", "PL410"], id="idle bump"
        ),
        pytest.param({ENRICH: None}, ["PL410"], id="the prompt is gone"),
        pytest.param({POLICY: None}, ["PL410"], id="the document is gone"),
        pytest.param(
            {ENRICH: enrich(4, rows="x"), "pyproject.toml": pyproject(documents=[POLICY], name="weekly")},
            ["PL401"],
            id="renamed on the way",
        ),
        pytest.param(
            {
                ENRICH: enrich(4, rows="x"),
                "pyproject.toml": "[tool.promptlint]\n",
                "jobs/a.batch.yaml": MANIFEST,
            },
            ["PL401"],
            id="moved to a manifest on the way",
        ),
        pytest.param(
            {"pyproject.toml": pyproject(f"{ENRICH}@3", "prompts/tag.j2@1", documents=[POLICY])}, ["PL410"], id="added"
        ),
        pytest.param({"jobs/a.batch.toml": 'name = "b"\nprompts = ["x@1"]\nttll = "1h"\n'}, ["PL003"], id="manifest"),
        pytest.param({"jobs/a.batch.yaml": "name: nightly\nprompts: ["}, ["PL001"], id="manifest that breaks off"),
        pytest.param({"jobs/a.batch.yaml": MANIFEST}, ["PL003"], id="a name that is taken"),
    ],
)
def test_a_commit_is_blocked(job: Repo, files: dict[str, str | None], expected: list[str]) -> None:
    assert staged(job, files) == expected


def test_a_branch_is_compared_with_where_it_began(job: Repo) -> None:
    job.git("checkout", "--quiet", "-b", "work")
    assert staged(job, {RULES: "Be short.\n", ENRICH: enrich(4)}, "--base", "main") == ["PL401"]
    job.commit()
    assert staged(job, {}, "--base", "main") == ["PL401"]
    assert staged(job, {"pyproject.toml": MOVED}, "--base", "main") == []


def test_a_plain_check_sees_the_work_tree(job: Repo) -> None:
    job.write(POLICY, "# Terms\n")
    assert codes(check(job).stdout) == ["PL401"]
    assert codes(check(job, "docs").stdout) == ["PL401"]
    job.write("src/app.txt", "x\n")
    assert codes(check(job, "src").stdout) == []


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_digest_holds_without_a_base(repo: Repo, ending: str) -> None:
    files = {ENRICH: enrich(None), RULES: "Be kind.\n", POLICY: "# Policy\n\nRefunds.\n"}
    pins = pyproject(f"{ENRICH}@sha256:00000000", documents=[f"{POLICY}@sha256:00000000"])
    repo.commit_files({path: text.replace("\n", ending) for path, text in files.items()} | {"pyproject.toml": pins})
    output = check(repo, "--no-base").stdout
    assert codes(output) == ["PL401", "PL401"]
    found = dict(re.findall(r"write `(\S+)@(sha256:[0-9a-f]{12})`", output))
    moved = pyproject(f"{ENRICH}@{found[ENRICH]}", documents=[f"{POLICY}@{found[POLICY]}"])
    assert staged(repo, {"pyproject.toml": moved}) == []
    repo.commit()
    assert codes(check(repo, "--no-base").stdout) == []
    assert staged(repo, {POLICY: "# Terms\n"}) == ["PL401"]
    assert staged(repo, {POLICY: FILES[POLICY], RULES: "Be short.\n"}) == ["PL302", "PL401", "PL401"]


def test_a_pinned_prompt_without_version_must_not_change_quietly(repo: Repo) -> None:
    unmarked = enrich(None, mark="")
    repo.commit_files({ENRICH: unmarked, RULES: "Be kind.\n", "promptlint.toml": ""})
    repo.write(RULES, "Be short.\n")
    assert "warning[PL302]" in check(repo).stdout
    repo.write(RULES, "Be kind.\n")
    declared = f'[[batch]]\nname = "nightly"\nprompts = ["{ENRICH}"]\nversion = 1\nttl = "1h"\n'
    repo.commit_files({"promptlint.toml": declared})
    assert staged(repo, {RULES: "Be short.\n"}) == ["PL302", "PL401"]
    assert "error[PL302]" in check(repo).stdout
    assert staged(repo, {"promptlint.toml": declared.replace("version = 1", "version = 2")}) == []


def test_a_document_with_a_version(repo: Repo) -> None:
    policy = "---\nversion: 2\n---\nRefunds take ten days.\n"
    pins = pyproject(documents=[f"{POLICY}@2"])
    repo.commit_files({ENRICH: enrich(), RULES: "Be kind.\n", POLICY: policy, "pyproject.toml": pins})
    longer = policy.replace("ten", "twenty")
    assert staged(repo, {POLICY: longer}) == ["PL401"]
    assert staged(repo, {POLICY: longer.replace("2", "3")}) == ["PL401"]
    assert staged(repo, {"pyproject.toml": pins.replace("md@2", "md@3")}) == []
    assert staged(repo, {POLICY: policy}) == ["PL410"]


def test_a_prompt_in_code(repo: Repo) -> None:
    code = (
        "import anthropic\n\nRULES_VERSION = 3\nRULES = '''You sort tickets.\n" + TEXT + "'''\n\n\n"
        "def ask(question):\n"
        "    system = [{'type': 'text', 'text': RULES, 'cache_control': {'type': 'ephemeral', 'ttl': '1h'}}]\n"
        "    messages = [{'role': 'user', 'content': question}]\n"
        "    return anthropic.Anthropic().messages.create(\n"
        "        model='claude-haiku-4-5', max_tokens=9, system=system, messages=messages\n    )\n"
    )
    repo.commit_files({"app/sort.py": code, "pyproject.toml": pyproject("app/sort.py#ask@3")})
    assert codes(check(repo, "--no-base").stdout) == []
    edited = code.replace("You sort", "You file").replace("= 3", "= 4")
    assert staged(repo, {"app/sort.py": edited}) == ["PL401"]
    assert staged(repo, {"pyproject.toml": pyproject("app/sort.py#ask@4")}) == []
    assert staged(repo, {"pyproject.toml": pyproject("app/sort.py#aks@4")}) == ["PL410"]


def test_the_first_commit_has_nothing_to_compare(repo: Repo) -> None:
    for path, text in FILES.items():
        repo.write(path, text)
    assert staged(repo, {}) == []
    assert staged(repo, {"pyproject.toml": MOVED}) == ["PL410"]


def test_a_base_whose_configuration_was_broken_declared_nothing(repo: Repo) -> None:
    repo.commit_files({**FILES, "pyproject.toml": "[tool.promptlint]\nbatch = 3\n"})
    assert staged(repo, {"pyproject.toml": FILES["pyproject.toml"], ENRICH: enrich(rows="x")}) == ["PL301"]


def test_a_configuration_that_is_named_is_compared_too(repo: Repo) -> None:
    declared = f'[[batch]]\nname = "nightly"\nprompts = ["{ENRICH}@3"]\n'
    repo.commit_files({ENRICH: enrich(), RULES: "Be kind.\n", "jobs/lint.toml": declared})
    repo.write(ENRICH, enrich(4, rows="lines"))
    done = check(repo, "--config", "jobs/lint.toml")
    assert codes(done.stdout) == ["PL401"]
    assert "--> jobs/lint.toml:3:13" in done.stdout
    repo.write("jobs/lint.toml", declared.replace("@3", "@4"))
    assert codes(check(repo, "--config", "jobs/lint.toml").stdout) == []


def test_what_is_excluded_declares_nothing(job: Repo) -> None:
    excluded = FILES["pyproject.toml"].replace("[tool.promptlint]\n", '[tool.promptlint]\nexclude = ["vendor/"]\n', 1)
    broken = "name: b\nprompts: [x]\nttll: 1h\n"
    assert staged(job, {"vendor/a.batch.yaml": broken, "pyproject.toml": excluded}) == []


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param("apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\n", id="another tool's"),
        pytest.param("{{ if .Values.job }}\nkind: Job\n{{ end }}\n", id="a template"),
        pytest.param("- a\n- b\n", id="a list"),
        pytest.param("", id="empty"),
    ],
)
def test_manifests_of_others_are_left_alone(job: Repo, manifest: str) -> None:
    assert staged(job, {"deploy/job.batch.yaml": manifest}) == []


def test_a_suppression_at_the_pin(job: Repo) -> None:
    quiet = FILES["pyproject.toml"].replace(
        "prompts = ", "# promptlint: ignore[unknown-pin] the release makes it\nprompts = "
    )
    assert staged(job, {"pyproject.toml": quiet.replace("@3", "@4")}) == []


def test_the_report(job: Repo, golden: bool) -> None:
    job.write(RULES, "Be kind and short.\n")
    job.write(ENRICH, enrich(4))
    job.write(POLICY, "# Policy\n\nRefunds take twenty days.\n")
    job.write("pyproject.toml", pyproject(f"{ENRICH}@3", documents=[POLICY], model="claude-sonnet-5-5"))
    job.add()
    compare(EXPECTED / "batches.txt", check(job, "--staged").stdout, write=golden)
