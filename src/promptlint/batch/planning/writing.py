"""Writes a plan so that there is a whole one, or none."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from promptlint.batch.planning.plan import NAME
from promptlint.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from promptlint.batch.planning.plan import Plan, PlannedFile

_LINE_ENDS = bytes.maketrans(b"\r\n", b"  ")
_BUFFER = 1 << 20
_NEWS = 1000  # requests from one word of progress to the next


def require_free(folder: Path, inputs: Sequence[Path], *, replace: bool) -> None:
    """Raise UserError where a plan must not be written: over anything but a plan that may be replaced."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UserError(f"{folder} is a file", "name a folder for the plan")
    present = {path.name for path in folder.iterdir()}
    if not present:
        return
    if not present <= _of_former_plan(folder):
        raise UserError(f"{folder} holds something else than a plan", "name a folder that is empty, or not there yet")
    if not replace:
        raise UserError(f"{folder} holds a plan already", "`--replace` writes this one in its place")
    home = folder.resolve()
    if any(home in file.resolve().parents for file in inputs):
        raise UserError(f"{folder} holds the files that are to be planned", "write the plan somewhere else")


def planned_files(folder: Path) -> list[Path]:
    """The files of a plan, in its order. Raises UserError for a folder that holds none."""
    names = _names(folder)
    if not names:
        raise UserError(f"{folder} is a folder without a plan", f"name request files, or a folder with a {NAME}")
    return [folder / name for name in names]


def _of_former_plan(folder: Path) -> set[str]:
    """The names of all that belongs to a plan in a folder."""
    names = _names(folder)
    return {NAME, *names} if names else set()


def _names(folder: Path) -> list[str]:
    """The names of the files of a plan that was written by this tool."""
    try:
        known = json.loads((folder / NAME).read_bytes())
        names = [file["path"] for file in known["files"]] if known["tool"]["name"] == "promptlint" else []
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
    return [name for name in names if isinstance(name, str) and Path(name).name == name]


def write(plan: Plan, folder: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Write all files of a plan into a folder that is free.

    They are made in a folder beside it, which takes its name when they are complete.
    """
    try:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=".partial", dir=folder.absolute().parent))
        try:
            _fill(plan, staging, progress)
            staging.chmod(0o755)
            _take_place(staging, folder)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    except OSError as problem:
        raise UserError(f"cannot write {folder}: {problem.strerror or problem}") from None


def _fill(plan: Plan, folder: Path, progress: Callable[[int, int], None] | None) -> None:
    done = 0
    for file in plan.files:
        with (folder / file.path).open("wb", _BUFFER) as stream:
            done = _copy(plan, file, stream, progress, done)
    text = json.dumps(plan.as_json(), indent=2) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8", newline="\n")


def _copy(
    plan: Plan, file: PlannedFile, stream: IO[bytes], progress: Callable[[int, int], None] | None, done: int
) -> int:
    """Copy the requests of a file, each as it was written; one over several lines becomes one."""
    files, whole = plan.batch.files, plan.batch.requests
    for place in plan.places(file):
        line = files[place.file].raw(place.record)
        stream.write(line.translate(_LINE_ENDS) if b"\n" in line or b"\r" in line else line)
        stream.write(b"\n")
        done += 1
        if progress is not None and done % _NEWS == 0:
            progress(done, whole)
    return done


def _take_place(staging: Path, folder: Path) -> None:
    """Give the complete folder its name; a former plan is moved away before, and removed after."""
    if not folder.exists():
        staging.rename(folder)
        return
    former = staging.with_suffix(".former")
    folder.rename(former)
    staging.rename(folder)
    shutil.rmtree(former)
