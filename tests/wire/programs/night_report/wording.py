SECTIONS = ("Staff", "Incidents", "Handover")
WORDING = """
<<< 900 words >>>
"""
