"""The jobs that `promptlint estimate` is asked about: prompts on disk, and batches that are declared."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.batch.estimate.from_prompts import Declared, job_of, model_of
from promptlint.batch.estimate.job import NOTHING
from promptlint.batch.hits import Warmth, seconds
from promptlint.cli import output
from promptlint.errors import UnreadableError, UserError
from promptlint.link.workspace import Workspace
from promptlint.paths import PathScope
from promptlint.run import whole
from promptlint.source import SourceFile
from promptlint.tokens import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.batch.estimate.job import Job
    from promptlint.batch.pinned import PinnedBatch
    from promptlint.cli.estimate import Asked
    from promptlint.config import Config
    from promptlint.ir import Prompt
    from promptlint.run import Place


_NOT_GUESSED = "nothing of it is guessed; ranges of tokens will do"

# ---------------------------------------------------------------- prompts


def prompt_jobs(place: Place, config: Config, paths: Sequence[str], asked: Asked) -> Iterator[Job]:
    """A job for each prompt under some paths. Raises UserError where there is none, or too little is told."""
    scope = PathScope.of(paths or (".",), place.root, place.folder, place.after)
    workspace = Workspace(place.after, config, scope.files)
    candidates = workspace.candidates(scope.select(place.after.paths()))
    workspace.preload(candidates)
    prompts = [prompt for prompt in workspace.prompts(candidates) if not prompt.is_fragment]
    _require_read(workspace)
    sent = _certain(whole(prompts) or prompts, scope)
    if not sent:
        raise UserError("no prompt was found", "name the files as PATHS, or a batch with --batch")
    declared = _declared(sent[0].id, asked, None, _documents(place, asked.documents))
    for prompt in sent:
        model = _required_model(prompt, declared, config)
        yield job_of(prompt.id, [prompt], declared, config, model)


def _certain(prompts: list[Prompt], scope: PathScope) -> list[Prompt]:
    """Without texts in code that only look like prompts, unless their files are named or nothing else is there."""
    certain = [prompt for prompt in prompts if not prompt.is_likely or prompt.path in scope.files]
    if certain and len(certain) < len(prompts):
        left = len(prompts) - len(certain)
        texts = "1 text in code that only looks like a prompt is" if left == 1 else f"{left:,} texts in code are"
        output.note(f"{texts} left out, since no request of them was found; name the files to have them estimated")
    return certain or prompts


def _required_model(prompt: Prompt, declared: Declared, config: Config) -> str:
    model = model_of(prompt, declared, config)
    if model is None:
        raise UserError(
            f"{prompt.id}: no model is known, and so no price", "name it with --model, or `model` in the configuration"
        )
    return model


def _require_read(workspace: Workspace) -> None:
    """What could not be read is not estimated as if it were not there."""
    for path, problem in sorted(workspace.broken.items()):
        raise UserError(f"{path}: {problem.message}", problem.help)


def _documents(place: Place, names: Sequence[str]) -> tuple[str, ...]:
    texts = []
    for name in names:
        scope = PathScope.of([name], place.root, place.folder, place.after)
        if not scope.files:
            raise UserError(f"--document: `{name}` is a folder", "name a file")
        for path in scope.files:
            raw = place.after.read(path)
            try:
                texts.append(SourceFile.decode(path, raw or b"").text)
            except UnreadableError as problem:
                raise UserError(f"{path}: {problem.message}", problem.help) from None
    return tuple(texts)


# ---------------------------------------------------------------- request files

_ENDINGS = (".jsonl", ".ndjson", ".gz", ".zst")  # no prompt ends like this


def is_request_file(name: str) -> bool:
    """Whether a path is a file of requests: by its ending, or a JSON document that holds some."""
    file = Path(name)
    if not file.is_file():
        return False
    if name.endswith(_ENDINGS):
        return True
    if not name.endswith(".json"):
        return False
    from promptlint.batch.requests.gather import layout  # noqa: PLC0415 prompts need no reader of requests

    try:
        with file.open("rb") as stream:
            return layout(stream) is not None
    except OSError:
        return False


def file_jobs(names: Sequence[str], config: Config, asked: Asked) -> Iterator[Job]:
    """A job for each model that request files name: all files are one batch."""
    from promptlint.batch.estimate.from_requests import Sent, jobs_of_files  # noqa: PLC0415 the same
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 the same
    from promptlint.batch.requests.gather import Input, read_files  # noqa: PLC0415 the same
    from promptlint.cli.progress import for_terminal  # noqa: PLC0415 the same

    shown = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    if asked.output is None:
        raise UserError(f"{shown}: the estimate needs --output-tokens", _NOT_GUESSED)
    if asked.requests is not None:
        raise UserError("--requests: request files say themselves how many there are", "leave it out")
    progress = for_terminal(quiet=False)
    try:
        inputs = [Input(Path(name), name.replace(os.sep, "/")) for name in dict.fromkeys(names)]
        files = RequestFiles(read_files(inputs, None, progress))
        sent = Sent(
            output=asked.output,
            input=asked.input or NOTHING,
            model=asked.model,
            provider=asked.provider,
            ttl=asked.ttl,
            deadline=seconds(asked.window),
            warmth=_warmth(asked),
        )
        yield from jobs_of_files(files, shown, sent, config)
    finally:
        if progress:
            progress.clear()


# ---------------------------------------------------------------- batches


def declared_jobs(place: Place, config: Config, names: Sequence[str], asked: Asked) -> Iterator[Job]:
    """A job for each declared batch of these names, or for all. Raises UserError for one that does not exist."""
    from promptlint.pinning import declared_in  # noqa: PLC0415 prompts need no pins

    pinning = declared_in(place.after, config, place.root)
    if pinning is None:
        if names:
            hint = "declare it under `[[tool.promptlint.batch]]`, or in a file such as nightly.batch.toml"
            raise UserError(f"no batch is declared, so there is no `{names[0]}`", hint)
        return
    workspace = Workspace(place.after, config, pinning.named)
    batches = {
        batch.settings.name: batch for batch in pinning.batches(workspace, None, None, PathScope(), only_touched=False)
    }
    _require_read(workspace)
    for name in names or batches:
        if name not in batches:
            raise UserError(f"no such batch: `{name}`", _near(name, [*batches]))
        yield _job_of_batch(batches[name], config, asked, _documents(place, asked.documents))


def _job_of_batch(batch: PinnedBatch, config: Config, asked: Asked, documents: tuple[str, ...]) -> Job:
    prompts = []
    for pinned in batch.prompts:
        if pinned.prompt is None:
            raise UserError(f"{batch.name}: `{pinned.pin.id}` {pinned.problem}", pinned.hint)
        prompts.append(pinned.prompt)
    for document in batch.documents:
        if document.text is None:
            raise UserError(f"{batch.name}: `{document.pin.id}` cannot be read as text", document.hint)
        documents += (document.text,)
    declared = _declared(batch.name, asked, batch, documents)
    model = _required_model(prompts[0], declared, config)
    return job_of(batch.settings.name, prompts, declared, config, model, also=[batch.settings.name])


def _near(name: str, known: Sequence[str]) -> str:
    from promptlint.selection import nearest  # noqa: PLC0415 only a mistake needs it

    near = nearest(name, known)
    return f"did you mean `{near}`?" if near else f"declared are {', '.join(f'`{each}`' for each in known)}"


def _declared(name: str, asked: Asked, batch: PinnedBatch | None, documents: tuple[str, ...]) -> Declared:
    """What the options say, and what they leave out as the batch declares it."""
    settings = batch.settings if batch is not None else None
    requests = asked.requests or (settings.requests if settings else None)
    answers = asked.output
    if answers is None and settings is not None and settings.output_tokens is not None:
        answers = Bounds(settings.output_tokens, settings.output_tokens)
    if requests is None or answers is None:
        told = {"--requests": requests, "--output-tokens": answers}
        needed = " and ".join(option for option, value in told.items() if value is None)
        raise UserError(f"{name}: the estimate needs {needed}", _NOT_GUESSED)
    window = asked.window or (settings.window if settings else None)
    return Declared(
        requests=requests,
        output=answers,
        input=asked.input or NOTHING,
        documents=documents,
        model=asked.model or (settings.model if settings else None),
        provider=asked.provider or (settings.provider if settings else None),
        ttl=asked.ttl or (settings.ttl if settings else None),
        deadline=seconds(window),
        warmth=_warmth(asked),
    )


def _warmth(asked: Asked) -> Warmth:
    return Warmth.COLD if asked.cold else Warmth.BATCH
