def tool(name, description):
    return {
        "name": name,
        "description": description,
        "input_schema": {"type": "object", "properties": {"order": {"type": "string"}}},
    }


REGISTRY = {
    "find_order": tool("find_order", "Look an order up by its number."),
    "cancel_order": tool("cancel_order", "Cancel an order that was not sent yet."),
    "refund": tool("refund", "Pay an order back."),
    "change_address": tool("change_address", "Send an order elsewhere."),
    "track_parcel": tool("track_parcel", "Where a parcel is."),
    "escalate": tool("escalate", "Hand over to a person."),
    "survey": tool("survey", "Ask how it went."),
}

SYSTEM = """You work at the order desk.
<<< 900 words >>>
"""
