"""What a rule on batches is given."""

from __future__ import annotations

from typing import TypeAlias

from promptlint.batch.code import BatchCode
from promptlint.batch.pinned import PinnedBatch
from promptlint.batch.requests.files import RequestFiles

Batch: TypeAlias = PinnedBatch | BatchCode | RequestFiles
