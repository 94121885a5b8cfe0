"""What a rule on batches is given."""

from __future__ import annotations

from typing import TypeAlias

from promptlint.batch.pinned import PinnedBatch

Batch: TypeAlias = PinnedBatch
