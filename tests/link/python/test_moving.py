"""How things stand, kept by an object and told in the prompt: what its methods move is not what it was at first."""

from __future__ import annotations

import pytest

from _programs import codes

WORLD = """
from dataclasses import dataclass
import anthropic
from rules import RULES


class World:
    def __init__(self, seed=7):
        self.turn = 0
        self.place = "the gate"
        self.seed = 7
        self.is_open = False

    MOVES

    def describe(self):
        return f"TOLD"


KEPT


class Game:
    def __init__(self, other: World):
        self.client = anthropic.Anthropic()
        self.world = MADE
        self.hour = 8
        self.messages = []

    def sleep(self):
        PASSES

    def system(self):
        return SYSTEM

    def play(self, text):
        self.messages.append({"role": "user", "content": text})
        return self.client.messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=self.system(), messages=self.messages
        )
"""
MOVE = "def move(self, place):\n        self.turn += 1\n        self.place = place"


def said(
    told: str = "Turn {self.turn}.",
    moves: str = MOVE,
    *,
    made: str = "World()",
    kept: str = "",
    passes: str = "pass",
    system: str = 'f"{self.world.describe()} {RULES}"',
) -> list[str]:
    program = WORLD.replace("TOLD", told).replace("MOVES", moves).replace("MADE", made).replace("KEPT", kept)
    return codes(program.replace("PASSES", passes).replace("SYSTEM", system))


@pytest.mark.parametrize(
    ("told", "moves"),
    [
        pytest.param("Turn {self.turn}.", MOVE, id="a number"),
        pytest.param("You are at {self.place}.", MOVE, id="words, with it"),
        pytest.param("At {self.place}.", "def update(self, place):\n        self.place = place", id="words"),
        pytest.param(
            "Turn {self.turn:.1f}.",
            "def feel(self, by):\n        self.turn = max(0, self.turn + by)",
            id="no more than",
        ),
        pytest.param(
            "Turn {self.turn}.", "def rest(self, by):\n        if by > 3:\n            self.turn -= by", id="at times"
        ),
    ],
)
def test_what_a_method_moves(told: str, moves: str) -> None:
    assert said(told, moves) == ["PL101"]


@pytest.mark.parametrize(
    ("made", "kept", "system"),
    [
        pytest.param("other", "", 'f"{self.world.describe()} {RULES}"', id="given"),
        pytest.param("other or World()", "", 'f"{self.world.describe()} {RULES}"', id="given or made"),
        pytest.param("None", "WORLD = World()", 'f"{WORLD.describe()} {RULES}"', id="of the module"),
        pytest.param("World()", "", 'f"Turn {self.world.turn} {RULES}"', id="asked from without"),
    ],
)
def test_whoever_keeps_it(made: str, kept: str, system: str) -> None:
    assert said(made=made, kept=kept, system=system) == ["PL101"]


@pytest.mark.parametrize(
    ("passes", "system"),
    [
        pytest.param("self.hour += 8", 'f"It is {self.hour}. {RULES}"', id="its own"),
        pytest.param("self.world.seed += 8", 'f"Seed {self.world.seed}. {RULES}"', id="of what it keeps"),
    ],
)
def test_moved_by_whoever_keeps_it(passes: str, system: str) -> None:
    assert said(passes=passes, system=system) == ["PL101"]


@pytest.mark.parametrize(
    ("told", "moves"),
    [
        pytest.param("Seed {self.seed}.", MOVE, id="nothing moves it"),
        pytest.param("Open: {self.is_open}.", "def open(self):\n        self.is_open = True", id="a switch"),
        pytest.param("Turn {self.turn}.", "def end(self):\n        self.turn = 0", id="put back"),
        pytest.param("Turn {self.turn}.", "def set_turn(self, turn):\n        self.turn = turn", id="set up"),
        pytest.param(
            "Turn {self.turn}.", "def add_turns(self, some):\n        self.turn += some", id="set up bit by bit"
        ),
        pytest.param("At {self.place}.", "def choose_place(self, place):\n        self.place = place", id="chosen"),
        pytest.param(
            "At {self.place}.", "def name(self, place):\n        self.place = place", id="given once, it may be"
        ),
        pytest.param(
            "At {self.place}.",
            "def along(self, way):\n        self.place += way\n        return self",
            id="put together",
        ),
        pytest.param("At {self.place}.", "def along(self, way):\n        self.place += way", id="made longer"),
        pytest.param(
            "At {self.place}.", "@place.setter\n    def place(self, place):\n        self.turn += 1", id="a property"
        ),
        pytest.param(
            "Turn {self.turn}.", "def move(self):\n        turn = self.turn + 1\n        return turn", id="looked at"
        ),
    ],
)
def test_what_stays_as_it_is(told: str, moves: str) -> None:
    assert said(told, moves) == []


@pytest.mark.parametrize("made", ["World()", "other"])
def test_behind_the_rules_it_costs_what_was_said_before(made: str) -> None:
    assert said(made=made, system='f"{RULES} {self.world.describe()}"') == ["PL101"]


def test_an_object_that_is_made_for_each_prompt() -> None:
    assert said(system='f"{World().describe()} {RULES}"') == []
