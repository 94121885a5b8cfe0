"""Write the schemas that are generated from the code."""  # noqa: INP001 a script, not a package

from __future__ import annotations

import json
from pathlib import Path

from promptlint.config_batches import batch
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


def batch_schema() -> str:
    """The schema of manifests: `*.batch.toml`, `*.batch.yaml` and `*.batch.yml`."""
    one = batch().schema
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Manifest of batches for promptlint",
        "description": "a *.batch.toml, *.batch.yaml or *.batch.yml: one batch, or several in a list called `batch`",
        "$defs": {"batch": one},
        "anyOf": [
            {"$ref": "#/$defs/batch"},
            {
                "type": "object",
                "properties": {"batch": {"type": "array", "items": {"$ref": "#/$defs/batch"}, "minItems": 1}},
                "required": ["batch"],
                "additionalProperties": False,
            },
        ],
    }
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    (SCHEMAS / "config.schema.json").write_text(config_schema(), encoding="utf-8")
    (SCHEMAS / "batch.schema.json").write_text(batch_schema(), encoding="utf-8")
