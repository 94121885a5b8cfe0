from __future__ import annotations

import pytest

from promptlint.config import Config
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree


@pytest.mark.parametrize(
    ("path", "text", "prompts"),
    [
        ("a/triage.j2", "You sort {{ x }}.", 1),
        ("a/triage.md.j2", "You sort {{ x }}.", 1),
        ("a/triage.v3.jinja", "You sort {{ x }}.", 1),
        ("a/summary.prompt.jinja2", "You sort {{ x }}.", 1),
        ("prompts/query.sql.j2", "SELECT {{ x }}", 1),
        ("a/query.sql.j2", "SELECT {{ x }}", 0),
        ("a/nginx.conf.j2", "listen {{ port }};", 0),
        ("a/Dockerfile.j2", "RUN {{ x }}", 0),
        ("a/README.md.jinja2", "# {{ name }}", 0),
        ("a/base.jinja2", "<!DOCTYPE html><title>{{ x }}</title>", 0),
        ("a/image.j2", "FROM python:3.12\nRUN {{ x }}", 0),
        ("a/start.j2", "#!/bin/sh\necho {{ x }}", 0),
        ("a/letter.j2", "From the start, {{ x }}", 1),
        ("a/empty.j2", "", 0),
    ],
)
def test_which_templates_are_prompts(path: str, text: str, prompts: int) -> None:
    workspace = Workspace(MemoryTree({path: text}), Config())
    assert sum(len(workspace.linked(found).prompts) for found in workspace.candidates([path])) == prompts
