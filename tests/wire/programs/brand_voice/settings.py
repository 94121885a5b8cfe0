import os


class Settings:
    def __init__(self):
        self.company = os.environ.get("COMPANY_NAME", "Acme")
        self.mail = os.environ["SUPPORT_EMAIL"]
