"""Request files: read as a stream, summed up by prefix, never kept."""
