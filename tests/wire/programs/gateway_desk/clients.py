import anthropic
import openai


class Claude:
    def complete(self, messages, model):
        system, rest = "", []
        for message in messages:
            if message["role"] == "system":
                system = message["content"]
            else:
                rest.append(message)
        response = anthropic.Anthropic().messages.create(
            model=model,
            max_tokens=200,
            system=[{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
            messages=rest,
        )
        return response.content[0].text


class Gpt:
    def complete(self, messages, model):
        response = openai.OpenAI().chat.completions.create(model=model, messages=messages)
        return response.choices[0].message.content
