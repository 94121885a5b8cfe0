from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wire.recorder import recording
from wire.worlds import watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wire.worlds import Oracle


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    """One recorder and one pair of runners for all programs: they take seconds to start."""
    with recording() as recorder, watching(recorder, tmp_path_factory.mktemp("wire")) as oracle:
        yield oracle
