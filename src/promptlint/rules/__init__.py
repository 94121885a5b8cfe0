"""Every rule, in the order of the codes."""
