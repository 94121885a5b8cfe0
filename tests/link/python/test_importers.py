"""Who imports a module and holds a name: the same by a search of the tree and by an index of it."""

from __future__ import annotations

import pytest

from promptlint.config import Config
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree

DEFINED = "app/core/ask.py"
FILES = {
    DEFINED: "def answer(x):\n    return x\n",
    "app/core/__init__.py": "from .ask import answer\n",
    "app/core/near.py": "from . import ask\n\nask.answer(1)\n",
    "app/far.py": "from app.core.ask import answer\n\nanswer(2)\n",
    "app/through.py": "from app.core import answer\n\nanswer(3)\n",
    "app/inside.py": "def run():\n    import app.core.ask as asking\n    asking.answer(4)\n",
    "app/other_name.py": "from app.core.ask import tell\n",
    "app/other_module.py": "from app.shop.ask import answer\n\nanswer(5)\n",
    "app/in_words.py": "# from app.core.ask import answer\nTEXT = 'answer'\n",
    "app/shop/ask.py": "def answer(x):\n    return x\n",
    "tests/test_ask.py": "from app.core.ask import answer\n\nanswer(6)\n",
}
FOUND = ["app/core/__init__.py", "app/core/near.py", "app/far.py", "app/inside.py", "app/through.py"]


def workspace(*, is_large: bool) -> Workspace:
    return Workspace(MemoryTree(FILES), Config(), is_large=is_large)


@pytest.mark.parametrize("is_large", [False, True])
def test_importers_of_a_module_hold_the_name(is_large: bool) -> None:
    importers = workspace(is_large=is_large).program.machine.importers
    assert sorted(importers(DEFINED, "answer")) == FOUND
    assert [each for each in importers(DEFINED, "tell") if each != "app/core/__init__.py"] == ["app/other_name.py"]
    assert list(importers("app/shop/ask.py", "answer")) == ["app/other_module.py"]
    assert list(importers("app/shop/ask.py", "tell")) == []


@pytest.mark.parametrize("is_large", [False, True])
def test_what_was_searched_is_not_kept(is_large: bool) -> None:
    looked = workspace(is_large=is_large)
    assert looked.program.machine.importers(DEFINED, "answer")
    assert looked.read_so_far == 0


def test_the_bytes_of_a_decoded_module_are_not_kept() -> None:
    looked = workspace(is_large=False)
    assert looked.source(DEFINED) is not None
    assert looked.read_so_far == 0
    assert looked.raw(DEFINED) is not None
    assert looked.read_so_far == 1
