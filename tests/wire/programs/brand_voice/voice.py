VOICE = """You write for {company}. Send people to {mail} when they are stuck.
<<< 900 words >>>
"""
