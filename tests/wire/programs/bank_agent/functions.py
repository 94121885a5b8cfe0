def balance(account):
    """The balance of an account."""


def transfer(sender, receiver, amount):
    """Move money between two accounts."""


RULES = """You help customers of a bank.
<<< 900 words >>>
"""
