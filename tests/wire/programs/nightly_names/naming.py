NAMING = """You find names for products.
<<< 900 words >>>
"""
