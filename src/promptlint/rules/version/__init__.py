"""The rules on versions: a cached prefix changes only together with its version."""

from __future__ import annotations

from promptlint.rules.version.bump_too_small import bump_too_small
from promptlint.rules.version.bump_without_change import bump_without_change
from promptlint.rules.version.duplicate_version import duplicate_version
from promptlint.rules.version.frozen_version_edited import frozen_version_edited
from promptlint.rules.version.prefix_changed_without_bump import prefix_changed_without_bump
from promptlint.rules.version.unversioned_prefix_changed import unversioned_prefix_changed
from promptlint.rules.version.version_decreased import version_decreased
from promptlint.rules.version.version_reused import version_reused

__all__ = ["CHANGE_RULES", "TREE_RULES"]

CHANGE_RULES = (
    prefix_changed_without_bump,
    unversioned_prefix_changed,
    version_decreased,
    version_reused,
    frozen_version_edited,
    bump_without_change,
    bump_too_small,
)
TREE_RULES = (duplicate_version,)
