from market import MARKET


def build(*, now, mark=False):
    block = {"type": "text", "text": "\n".join([f"Prices as of {now.strftime('%c')}", MARKET])}
    if mark:
        block["cache_control"] = {"type": "ephemeral"}
    return {"system": [block]}
