"""Batches: what they pin, what their requests hold, how they are ordered."""
