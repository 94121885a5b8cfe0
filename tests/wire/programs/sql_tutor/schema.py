class Column:
    def __init__(self, name, kind):
        self.name = name
        self.kind = kind

    def __str__(self):
        return f"{self.name} {self.kind.upper()}"


NOTES = """
<<< 900 words >>>
"""
