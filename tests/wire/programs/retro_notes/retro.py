TEAM = ["Ada", "Bo", "Cy", "Di"]
FORMAT = """
<<< 1000 words >>>
"""
