"""The rules on batches: what their requests share stays together, warm and valid."""
