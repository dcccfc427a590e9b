"""A service with a webhook, as others run them: a real server, on this computer."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Self

SECRET = "/hooks/s3cret-t0ken"


@dataclass
class Service:
    """What it got, and what it will answer, the last answer for ever; a context manager."""

    port: int = 0
    got: list[tuple[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(204, {})])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{SECRET}"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append((self.path, json.loads(body)))
                status, headers = service.answers[0]
                if len(service.answers) > 1:
                    service.answers.pop(0)
                if status == 0:  # the line goes dead
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def do_GET(self) -> None:
                service.got.append((self.path, None))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        return Handler

    def __enter__(self) -> Self:
        self._server = HTTPServer(("127.0.0.1", 0), self.handler())
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
