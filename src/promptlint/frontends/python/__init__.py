"""Reads Python modules: the tree of `ast`, the places of its nodes, what its literals and comments say."""
