"""Write the schemas that are generated from the code."""  # noqa: INP001 a script, not a package

from __future__ import annotations

import json
from pathlib import Path

from promptlint.config_options import configuration
from promptlint.rules import RULES

SCHEMAS = Path(__file__).parent.parent / "schemas"


def config_schema() -> str:
    """The schema of promptlint.toml, and of [tool.promptlint] in a pyproject.toml."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of promptlint",
        "description": "promptlint.toml, or the table [tool.promptlint] of pyproject.toml",
        **configuration(RULES).schema,
    }
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    (SCHEMAS / "config.schema.json").write_text(config_schema(), encoding="utf-8")
