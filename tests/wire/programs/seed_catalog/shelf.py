SEEDS = [{"kind": kind, "year": year} for kind in ("beans", "peas", "maize", "rye", "flax") for year in (2021, 2024)]
RULES = """You lend seeds and say how each is grown.
<<< 1100 words >>>
"""
