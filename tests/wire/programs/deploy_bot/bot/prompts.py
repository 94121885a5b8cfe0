from . import runbook as book


def header(kind):
    return f"[{kind}]"


def build_system(kind, *, tone="kind"):
    text = "\n".join((header(kind), f"Your tone is {tone}.", book.RUNBOOK))
    return [{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}]
