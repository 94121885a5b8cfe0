"""The modules of a repository, as far as somebody asks for them."""
