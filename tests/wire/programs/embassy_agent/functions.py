def tool(name):
    return {
        "name": name,
        "description": "Look up what a traveller needs.",
        "input_schema": {"type": "object", "properties": {"purpose": {"type": "string"}}},
    }


TOOLS = [tool("visa_Norway"), tool("visa_Chile"), tool("visa_Japan"), tool("any_passport")]
RULES = """You help travellers.
<<< 900 words >>>
"""
