from .clock import stamp
from .runbook import RUNBOOK


def header(kind):
    return f"[{kind} / {stamp()}]"


def build_system(kind):
    text = "\n".join([header(kind), "You are on call.", RUNBOOK])
    return [{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}]
