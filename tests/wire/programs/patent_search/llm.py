import anthropic

_client = anthropic.Anthropic()


def complete(*, system, user, model="claude-sonnet-4-6"):
    """One question, one answer."""
    message = _client.messages.create(
        model=model,
        max_tokens=700,
        system=[{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": user}],
    )
    return message.content[0].text
