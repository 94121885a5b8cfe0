"""The process that looks at shares of a large tree for another one: see `shares`."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from contextlib import suppress

from promptlint import garbage
from promptlint.link.shares import look
from promptlint.link.workspace import Workspace
from promptlint.tree import WorkTree


def main() -> None:
    """Answer until nobody asks any more; an answer is what was found, or the trace of what went wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks ends this process
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else may come between the answers
    with suppress(EOFError), garbage.seldom():
        root, git, config, named, expected = pickle.load(asked)  # noqa: S301 from the process that has started this one
        workspace = Workspace(WorkTree(root, git), config, named, expected, is_large=True)
        while True:
            share = pickle.load(asked)  # noqa: S301 the same
            try:
                answer: object = look(workspace, share)
            except Exception:  # noqa: BLE001 told to who asks, which fails then
                answer = traceback.format_exc()
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
