"""YAML and JSON as positioned trees: every decoded character knows where it was written."""
