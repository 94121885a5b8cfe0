"""From the facts of files to prompts: whatever takes more than one file is done here."""
