"""A server of this computer that answers byte by byte without end, as a slow or hostile one does."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def dripping(first: bytes = b"", drip: bytes = b"") -> Iterator[int]:
    """The port of a server that gives everybody `first`, and then `drip` again and again, until they hang up."""
    ended = threading.Event()
    talking: list[threading.Thread] = []

    def talk(line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            line.sendall(first)
            while not ended.wait(0.01):
                line.sendall(drip)

    def listen() -> None:
        with contextlib.suppress(OSError):
            while not ended.is_set():
                line, _ = listening.accept()
                talking.append(threading.Thread(target=talk, args=(line,), daemon=True))
                talking[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        accepting = threading.Thread(target=listen, daemon=True)
        accepting.start()
        try:
            yield listening.getsockname()[1]
        finally:
            ended.set()
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            for thread in (accepting, *talking):
                thread.join()
