from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# A loaded machine is no failure: what takes long is measured in tests/bench.
settings.register_profile(
    "promptlint", settings.get_profile("default"), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("promptlint-ci", settings.get_profile("promptlint"), derandomize=True, database=None)
settings.load_profile("promptlint-ci" if "CI" in os.environ else "promptlint")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the output that is there as the expected one")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is to be rewritten."""
    return bool(request.config.getoption("--golden"))
