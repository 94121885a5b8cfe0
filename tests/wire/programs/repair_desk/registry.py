def tool(name, description):
    schema = {"type": "object", "properties": {"item": {"type": "string"}}}
    return {"name": name, "description": description, "input_schema": schema}


REGISTRY = {
    "find_part": tool("find_part", "Look a spare part up."),
    "book_repair": tool("book_repair", "Book a place in the workshop."),
    "quote": tool("quote", "What a repair costs."),
    "track_repair": tool("track_repair", "How far a repair is."),
    "escalate": tool("escalate", "Hand over to a person."),
}

SYSTEM = """You work at the repair desk.
<<< 900 words >>>
"""
