"""What a rule on batches is given."""

from __future__ import annotations

from typing import TypeAlias

from promptlint.batch.requests.files import RequestFiles

Batch: TypeAlias = RequestFiles
