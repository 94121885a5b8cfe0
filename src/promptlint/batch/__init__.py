"""Batches: what they pin, their request files, and the plan of how to submit them."""
