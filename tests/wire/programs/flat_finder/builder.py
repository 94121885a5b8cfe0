from market import MARKET


def build(*, mark=False):
    block = {"type": "text", "text": "\n".join(["Prices are monthly.", MARKET])}
    if mark:
        block["cache_control"] = {"type": "ephemeral"}
    return {"system": [block]}
