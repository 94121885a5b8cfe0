LOOK_UP = {
    "type": "function",
    "function": {
        "name": "look_up",
        "description": "Read an account.",
        "parameters": {"type": "object", "properties": {"account": {"type": "string"}}},
    },
}
REFUND = {
    "type": "function",
    "function": {
        "name": "refund",
        "description": "Pay an amount back.",
        "parameters": {"type": "object", "properties": {"amount": {"type": "number"}}},
    },
}
RULES = """You answer questions on bills.
<<< 950 words >>>
"""
