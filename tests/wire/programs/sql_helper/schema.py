class Column:
    def __init__(self, name, kind):
        self.name = name
        self.kind = kind


class Table:
    def __init__(self, name, columns):
        self.name = name
        self.columns = columns


NOTES = """
<<< 900 words >>>
"""
