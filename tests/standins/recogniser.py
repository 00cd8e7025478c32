"""A stand-in for speech-recognition services, in the shapes that the driver knows."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


@dataclass
class RecogniserStandin:
    """Hears ``text`` in everything; ``failures`` are statuses, used up first."""

    text: str = "làm khai sinh cần giấy gì"
    heard: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    failures: deque[int] = field(default_factory=deque)

    def app(self) -> Starlette:
        """Return the application to serve."""
        paths = ("/openai", "/fpt", "/google", "/odd")
        return Starlette(
            routes=[
                Route("/health", lambda _: JSONResponse({})),
                *(Route(path, self._hear, methods=["POST"]) for path in paths),
            ]
        )

    async def _hear(self, request: Request) -> Response:
        shape = request.url.path.strip("/")
        self.heard.append((shape, await request.body(), dict(request.headers)))
        if self.failures:
            return JSONResponse({}, self.failures.popleft())
        answers = {
            "openai": {"text": self.text},
            "fpt": {"status": 0, "hypotheses": [{"utterance": self.text, "confidence": 0.9}]},
            "google": {"results": [{"alternatives": [{"transcript": self.text}]}]},
            "odd": {"said": self.text},
        }
        return JSONResponse(answers[shape])
