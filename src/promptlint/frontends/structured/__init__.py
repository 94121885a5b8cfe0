"""Prompts in YAML and JSON: one module a format, and one frontend that asks them in order."""

from __future__ import annotations

from promptlint.frontends.structured.frontend import FRONTEND

__all__ = ["FRONTEND"]
