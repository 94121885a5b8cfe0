import json
import sys
import time
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

import anthropic
from ledger import RULES

NAMESPACE = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


@dataclass(frozen=True)
class Settings:
    currency: str = "CHF"
    opened: str = datetime.fromisoformat("2026-01-31").strftime("%d %B %Y")
    epoch: str = time.strftime("%Y", time.gmtime(0))


def system(settings: Settings) -> str:
    ledger = uuid.uuid5(NAMESPACE, settings.currency)
    return f"Ledger {ledger}\n{json.dumps(asdict(settings))}\n{RULES}"


message = anthropic.Anthropic().messages.create(
    model="claude-sonnet-4-6",
    max_tokens=300,
    system=[{"type": "text", "text": system(Settings()), "cache_control": {"type": "ephemeral"}}],
    messages=[{"role": "user", "content": sys.argv[1]}],
)
print(message.content[0].text)
