"""What a batch API does not take, as the registry has it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from promptlint.batch.requests.row import Flaw
from promptlint.providers.prices import batch_limits

if TYPE_CHECKING:
    from promptlint.providers.registry import Provider

_LATE = "it surfaces only when the batch ends"


class Validity:
    """The checks of one provider on single requests."""

    def __init__(self, provider: Provider, *required: str) -> None:
        """`required` are the parameters that every request has to have."""
        known = batch_limits(provider)
        self.id_key = known.id_key if known else "custom_id"
        self._id = re.compile(known.id_pattern) if known and known.id_pattern else None
        self._pattern = known.id_pattern if known else None
        # A rule of a later version of the API needs that version, which no request file names.
        rejected = [each for each in known.rejected if each.since is None] if known else []
        self._rejected = frozenset(each.parameter for each in rejected if each.value is None)
        self._values = tuple((each.parameter, each.value) for each in rejected if each.value is not None)
        self._required = frozenset(required)

    def of_id(self, id_: object) -> tuple[Flaw, ...]:
        """What is wrong with an id."""
        if isinstance(id_, str) and id_ and (self._id is None or self._id.match(id_)):
            return ()
        if id_ is None:
            return (Flaw(f"`{self.id_key}` is missing", self.id_key, "results are told apart by their ids only"),)
        if not isinstance(id_, str) or not id_:
            return (Flaw(f"`{self.id_key}` is no text, or empty", self.id_key),)
        return (Flaw("an id that the batch API does not take", self.id_key, f"it has to match {self._pattern}"),)

    def of_parameters(self, params: dict[str, Any]) -> tuple[Flaw, ...]:
        """What is wrong with the parameters of a request."""
        flaws: tuple[Flaw, ...] = ()
        for name, value in self._values:
            if params.get(name) == value and type(params[name]) is type(value):
                flaws += (Flaw(f"`{name}: {str(value).lower()}` is rejected in a batch", name, _LATE),)
        if not self._rejected.isdisjoint(params):
            flaws += tuple(
                Flaw(f"`{name}` is rejected in a batch", name, _LATE) for name in sorted(self._rejected & params.keys())
            )
        if not self._required <= params.keys():
            missing = sorted(self._required - params.keys())
            flaws += tuple(Flaw(f"`{name}` is missing", self.id_key, _LATE) for name in missing)
        return flaws


@cache
def validity(provider: Provider, *required: str) -> Validity:
    """The checks of a provider."""
    return Validity(provider, *required)
