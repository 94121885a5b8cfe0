"""Every rule, in the order of the codes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from promptlint.rules.batch.batch_cache_invalidated import batch_cache_invalidated
from promptlint.rules.batch.cold_batch import cold_batch
from promptlint.rules.batch.interleaved_prefixes import interleaved_prefixes
from promptlint.rules.batch.invalid_batch_request import invalid_batch_request
from promptlint.rules.batch.mixed_models import mixed_models
from promptlint.rules.batch.mixed_versions import mixed_versions
from promptlint.rules.batch.near_identical_prefixes import near_identical_prefixes
from promptlint.rules.batch.prefix_used_once import prefix_used_once
from promptlint.rules.batch.short_batch_ttl import short_batch_ttl
from promptlint.rules.batch.unknown_pin import unknown_pin
from promptlint.rules.breakpoint.automatic_breakpoint_misses import automatic_breakpoint_misses
from promptlint.rules.breakpoint.breakpoint_after_variable import breakpoint_after_variable
from promptlint.rules.breakpoint.lookback_exceeded import lookback_exceeded
from promptlint.rules.breakpoint.missing_breakpoint import missing_breakpoint
from promptlint.rules.breakpoint.prefix_below_minimum import prefix_below_minimum
from promptlint.rules.breakpoint.too_many_breakpoints import too_many_breakpoints
from promptlint.rules.breakpoint.ttl_order import ttl_order
from promptlint.rules.breakpoint.uncacheable_breakpoint import uncacheable_breakpoint
from promptlint.rules.breakpoint.unpinned_model import unpinned_model
from promptlint.rules.breakpoint.varying_cache_settings import varying_cache_settings
from promptlint.rules.linter import LINTER_RULES
from promptlint.rules.prefix.conditional_prefix import conditional_prefix
from promptlint.rules.prefix.daily_value_in_prefix import daily_value_in_prefix
from promptlint.rules.prefix.machine_dependent_prefix import machine_dependent_prefix
from promptlint.rules.prefix.rewritten_history import rewritten_history
from promptlint.rules.prefix.unordered_in_prefix import unordered_in_prefix
from promptlint.rules.prefix.unstable_serialization import unstable_serialization
from promptlint.rules.prefix.variable_before_stable import variable_before_stable
from promptlint.rules.prefix.varying_tools import varying_tools
from promptlint.rules.prefix.volatile_in_prefix import volatile_in_prefix
from promptlint.rules.routing.batched_before_cached import batched_before_cached
from promptlint.rules.routing.oversized_model import oversized_model
from promptlint.rules.version.bump_too_small import bump_too_small
from promptlint.rules.version.bump_without_change import bump_without_change
from promptlint.rules.version.duplicate_version import duplicate_version
from promptlint.rules.version.frozen_version_edited import frozen_version_edited
from promptlint.rules.version.prefix_changed_without_bump import prefix_changed_without_bump
from promptlint.rules.version.unversioned_prefix_changed import unversioned_prefix_changed
from promptlint.rules.version.version_decreased import version_decreased
from promptlint.rules.version.version_reused import version_reused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promptlint.rules._rule import BatchRule, ChangeRule, PromptRule, Rule, TreeRule

PROMPT_RULES: tuple[PromptRule, ...] = (
    variable_before_stable,
    volatile_in_prefix,
    unordered_in_prefix,
    varying_tools,
    rewritten_history,
    daily_value_in_prefix,
    machine_dependent_prefix,
    conditional_prefix,
    unstable_serialization,
    breakpoint_after_variable,
    missing_breakpoint,
    prefix_below_minimum,
    too_many_breakpoints,
    ttl_order,
    uncacheable_breakpoint,
    lookback_exceeded,
    automatic_breakpoint_misses,
    varying_cache_settings,
    unpinned_model,
)

CHANGE_RULES: tuple[ChangeRule, ...] = (
    prefix_changed_without_bump,
    unversioned_prefix_changed,
    version_decreased,
    version_reused,
    frozen_version_edited,
    bump_without_change,
    bump_too_small,
)

TREE_RULES: tuple[TreeRule, ...] = (duplicate_version,)

BATCH_RULES: tuple[BatchRule, ...] = (
    batch_cache_invalidated,
    interleaved_prefixes,
    mixed_versions,
    short_batch_ttl,
    cold_batch,
    invalid_batch_request,
    near_identical_prefixes,
    prefix_used_once,
    mixed_models,
    unknown_pin,
    oversized_model,
    batched_before_cached,
)

RULES: tuple[Rule, ...] = tuple(
    sorted((*LINTER_RULES, *PROMPT_RULES, *CHANGE_RULES, *TREE_RULES, *BATCH_RULES), key=lambda rule: rule.code)
)


@cache
def by_name() -> Mapping[str, Rule]:
    """Every rule under its name."""
    return {rule.name: rule for rule in RULES}
