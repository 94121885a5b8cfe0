"""A provider on the loopback device that writes down what it is sent."""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wire.answers import Answers, as_stream, jsonl_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wire.answers import Json


@dataclass
class Recorder:
    """Request bodies by client: the first part of a path says which client sent it."""

    address: str = ""
    answers: Answers = field(default_factory=Answers)
    _bodies: defaultdict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    def bodies(self, client: str) -> list[Json]:
        """What a client sent, in order; each request of a batch counts by itself."""
        return self._bodies[client]

    def answer(self, path: str, body: Json | list[Json]) -> Json | None:
        """Note a request, and answer it."""
        client, _, rest = path.removeprefix("/").partition("/")
        with self._lock:
            self._bodies[client] += _requests(body)
            return self.answers.to(f"/{rest}", body if isinstance(body, dict) else {})


def _requests(body: Json | list[Json]) -> list[Json]:
    """The requests that a body holds: itself, those of a batch, or the lines of a request file."""
    if isinstance(body, dict) and isinstance(batch := body.get("requests"), list):
        return [each["params"] for each in batch]
    if isinstance(body, dict):
        return [body] if "model" in body else []
    return [each for line in body if isinstance(each := line.get("body"), dict)]


@contextmanager
def recording() -> Iterator[Recorder]:
    """A recorder that listens."""
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            kind = self.headers["Content-Type"]
            body = list(jsonl_of(raw, kind)) if kind.startswith("multipart/") else json.loads(raw)
            answer = recorder.answer(urlsplit(self.path).path, body)
            if answer is not None and isinstance(body, dict) and body.get("stream"):
                self._send(200, "text/event-stream", as_stream(answer))
            else:
                self._send(200 if answer is not None else 404, "application/json", json.dumps(answer))

        def _send(self, status: int, kind: str, text: str) -> None:
            raw = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        recorder.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield recorder
        server.shutdown()
        thread.join()
