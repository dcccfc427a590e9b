"""The door to the web: one request over https, bounded in time and size, to the address that was named and no other.

Promises: a request ends after `within` seconds, whatever the server does. A time limit on a socket does not promise
that: it begins anew with each byte. So each request runs in a thread of its own, which is cut off at the end. No more
is read than was asked for, and no redirection is followed: it could lead elsewhere. No address and no word of a
server is in what it says of a failure, since both can hold a secret.

It is made of Python's own http client: a request with a few headers needs no library.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from ipaddress import ip_address
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

from govtool.errors import UsageError

_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of a server, whatever its status; a redirection too is an answer like others."""

    status: int
    headers: Message
    data: bytes

    @property
    def is_good(self) -> bool:
        """Whether the server did what it was asked."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class NoReply:
    """No answer that could be read. `kind` is the kind of fault; `is_lost`: another try may fare better; `is_late`: the
    time was over.
    """

    kind: str
    is_lost: bool = True
    is_late: bool = False


def request(
    method: str, url: str, headers: Mapping[str, str], data: bytes | None, *, within: float, most: int
) -> Reply | NoReply:
    """One request to an address that `host_of` let through. It takes `within` seconds at most, from the name of the
    host to the last byte; `most` bytes of the answer are read, and a longer one is none. With 0 none is read.
    """
    call = _Call(urllib.request.Request(url, data=data, method=method, headers=dict(headers)), within, most)
    thread = threading.Thread(target=call.run, name="https", daemon=True)
    thread.start()
    thread.join(max(0.0, within))
    found = call.found
    if found is None:
        call.cut()
        return NoReply(TimeoutError.__name__, is_late=True)
    return found


class _Call:
    """One request on its way. `found` is what came of it, None until then."""

    def __init__(self, asked: urllib.request.Request, within: float, most: int) -> None:
        self.found: Reply | NoReply | None = None
        self._asked = asked
        self._within = within
        self._end = time.monotonic() + within
        self._most = most
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Asks, and keeps the answer."""
        try:
            self.found = self._ask()
        except ValueError as error:
            self.found = NoReply(type(error).__name__, is_lost=False)
        except (OSError, http.client.HTTPException) as error:
            # Its own words can hold the address; the kind says enough.
            reason = getattr(error, "reason", None)
            cause = reason if isinstance(reason, Exception) else error
            self.found = NoReply(type(cause).__name__, is_late=isinstance(cause, TimeoutError))

    def cut(self) -> None:
        """Ends the connection, so that nothing waits for a server that will not end by itself."""
        sock = self._connection.sock if self._connection is not None else None
        if sock is not None:
            with contextlib.suppress(OSError):
                # of an encrypted connection the socket below it: its own shutdown is for the thread that reads it
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _ask(self) -> Reply:
        # No handler of redirections, and none that makes an error of a status.
        opener = urllib.request.OpenerDirector()
        for handler in (urllib.request.ProxyHandler(), _Http(self._keep), _Https(self._keep)):
            opener.add_handler(handler)
        with opener.open(self._asked, timeout=max(self._within, 0.001)) as response:
            return Reply(response.status, response.headers, self._read(response))

    def _keep(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        """The body. Raises ValueError for one that is too long, HTTPException for one that was cut short."""
        if not self._most:
            return b""
        parts: list[bytes] = []
        size = 0
        while part := response.read1(min(_PIECE, self._most + 1 - size)):
            parts.append(part)
            size += len(part)
            if size > self._most:
                raise ValueError
            if time.monotonic() >= self._end:
                raise TimeoutError
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        return b"".join(parts)


class _Shown(urllib.request.AbstractHTTPHandler):
    """A handler that shows each connection it makes to who may have to cut it."""

    def __init__(self, keep: Callable[[http.client.HTTPConnection], None]) -> None:
        super().__init__()
        self._keep = keep

    def do_open(self, http_class: Any, req: urllib.request.Request, **options: Any) -> http.client.HTTPResponse:
        def made(*place: Any, **more: Any) -> http.client.HTTPConnection:
            connection: http.client.HTTPConnection = http_class(*place, **more)
            self._keep(connection)
            return connection

        return super().do_open(cast(Any, made), req, **options)


class _Http(_Shown, urllib.request.HTTPHandler):
    """Over http, to this computer itself."""


class _Https(_Shown, urllib.request.HTTPSHandler):
    """Over https."""


# Addresses ------------------------------------------------------------------------------------------------------------


def host_of(url: str, what: str, hint: str, *, is_base: bool = False) -> str:
    """The host of an address that something may be sent to: over https, or to this computer itself. `what` names it
    for people; below an address that `is_base` others are made. Raises UsageError, without the address.
    """
    parts = _parts_of(url)
    host = parts.hostname if parts is not None else None
    if parts is None or not host or not re.fullmatch(r"[!-~]+", url) or (is_base and (parts.query or parts.fragment)):
        raise UsageError(f"this is no web address of {what}", hint)
    if parts.username is not None or parts.password is not None:
        raise UsageError(f"a name or password in the web address of {what} is not sent", hint)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise UsageError(f"{what} at {host} must be reached by https", hint)
    return host


def is_loopback(host: str) -> bool:
    """Whether a host is this computer itself, to which nothing travels in the open."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parts_of(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None
