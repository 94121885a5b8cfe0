"""PL305."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.change import shown
from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import Many, change_rule
from promptlint.versions import following_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.change import Change


@change_rule(
    "PL305",
    Severity.ERROR,
    since="0.1.0",
    many=Many(
        "changed text is in the cached prefix of {count} frozen versions",
        "release a new file in the place of each of {prompts}",
    ),
)
def frozen_version_edited(change: Change) -> Iterator[Finding]:
    """A file that is released under its name's version was edited.

    ## Why
    `triage_v3.j2`, or `triage.j2` in a folder `v3`, promises to be version 3 for ever: code asks for it by
    that name. An edit breaks the promise, and with it every cache entry. The next version is a new file.

    ## Bad
    file: prompts/triage_v3.j2
    --- before
    You triage bug reports into four classes.
    {{ report }}
    --- after
    You triage bug reports into five classes.
    {{ report }}

    ## Good
    file: prompts/triage_v3.j2
    --- before
    You triage bug reports into four classes.
    {{ report }}
    --- after
    You triage bug reports into four classes.
    {{ report }}
    file: prompts/triage_v4.j2
    --- after
    You triage bug reports into five classes.
    {{ report }}
    """
    version = change.after.version
    if version is None or not change.is_frozen or not change.prefix_changed:
        return
    copy = following_path(change.after.path)
    yield Finding(
        message=f"version `{shown(version)}` is frozen by its {version.origin}, but was edited",
        primary=change.change_label,
        help=f"copy it to {copy} and edit that" if copy else "release the edit as a new file",
        difference=change.difference,
    )
