"""PL001 to PL003: what the linter is given. The engine itself makes their findings."""

from __future__ import annotations

from promptlint.diagnostics import Severity
from promptlint.rules._rule import Rule

unreadable_file = Rule(
    "PL001",
    "unreadable-file",
    Severity.ERROR,
    "0.1.0",
    """A file that should be checked cannot be decoded or parsed.

## Why
A gate that could not look must not open. A template with a tag that is never closed, a file that is not
text, an include that leads back to itself: nothing can be said of such a prompt, and its program will not
be able to render it either. An include that is not found in the repository is a warning, since a program
may find it elsewhere.

## Bad
You answer support tickets.
{% if urgent %}
Answer within the hour.

## Good
You answer support tickets.
{% if urgent %}
Answer within the hour.
{% endif %}

## Options
Files that are not prompts are left out with `exclude` in the configuration.
""".rstrip(),
)

unused_suppression = Rule(
    "PL002",
    "unused-suppression",
    Severity.WARNING,
    "0.1.0",
    """A comment silences nothing, or gives no reason.

## Why
A suppression that has outlived its finding will silence the next one at this place, and nobody will
have decided that. One without a reason does not hold at all: the reason is what the next reader needs.

## Bad
{# promptlint: ignore[volatile-in-prefix] the clock is part of the test #}
You answer support tickets.

## Good
You answer support tickets.

## Options
`require-reason = false` in the configuration takes suppressions without a reason.
""".rstrip(),
)

invalid_metadata = Rule(
    "PL003",
    "invalid-metadata",
    Severity.ERROR,
    "0.1.0",
    """Front matter, a directive or a manifest breaks its schema.

## Why
What is declared of a prompt decides how it is judged: its version, the stability of its values, which
rules are silent. A word that is not understood would be passed over, and the file would seem to say more
than it does.

## Bad
{# promptlint: placeholder customer=sometimes #}
Customer: {{ customer }}

## Good
{# promptlint: placeholder customer=shared #}
Customer: {{ customer }}
""".rstrip(),
)

LINTER_RULES: tuple[Rule, ...] = (unreadable_file, unused_suppression, invalid_metadata)
