PAIRS = [("moon", "June"), ("tree", "sea")]
