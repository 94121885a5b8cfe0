"""PL305."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.change import shown
from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import Many, change_rule
from promptlint.versions import Origin, bump, following_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.change import Change
    from promptlint.versions import Version


@change_rule(
    "PL305",
    Severity.ERROR,
    since="0.1.0",
    many=Many(
        "changed text is in the cached prefix of {count} frozen versions",
        "release a new version beside each of {prompts}",
    ),
)
def frozen_version_edited(change: Change) -> Iterator[Finding]:
    """A text that is released under the version in its name was edited.

    ## Why
    `triage_v3.j2`, or `triage.j2` in a folder `v3`, promises to be version 3 for ever: code asks for it by
    that name. An edit breaks the promise, and with it every cache entry. The next version is a new file.
    In Python the same goes for a name, `TRIAGE_V3 = "..."`, and for a key in a table of versions.

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
    yield Finding(
        message=f"version `{shown(version)}` is frozen by its {version.origin}, but was edited",
        primary=change.change_label,
        help=_next(version),
        difference=change.difference,
    )


def _next(version: Version) -> str:
    """Where the edit belongs."""
    if version.origin in (Origin.NAME, Origin.KEY):
        following = bump(version.text)
        what = f"as version {following}, " if following else ""
        return f"keep it, and add the edit {what}under a {version.origin} of its own"
    copy = following_path(version.path)
    return f"copy it to {copy} and edit that" if copy else "release the edit as a new file"
