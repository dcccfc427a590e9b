"""The door to a webhook: posts JSON to an address that somebody gave, and gives up politely.

The address is a secret (who has it can post), so it is in no message: people are told its host. Only https, or a server
of this computer; no redirection is followed, because it could lead elsewhere. A server that is busy, or a connection
that is lost, is tried again after a pause that grows.

Promises: a post takes `DEADLINE_SECONDS` in all, with its pauses, whatever the server does. A time limit on a socket
does not promise that: it begins anew with each byte. So each try runs in a thread of its own, which is left behind.
"""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from email.message import Message
from typing import IO
from urllib.parse import SplitResult, urlsplit

from govtool.errors import GovtoolError, UsageError
from govtool.io.forge.loopback import is_loopback

DEADLINE_SECONDS = 20
TRIES = 4
_AGAIN = {408, 425, 429, 500, 502, 503, 504}


class NotPosted(GovtoolError):
    """The webhook did not take it."""


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


class Webhook:
    """One address to post to. `pause` waits so many seconds between two tries, `clock` counts them, and a whole post
    takes `within` seconds at most. Raises UsageError for an address that could not be trusted with anything.
    """

    def __init__(
        self,
        url: str,
        pause: Callable[[int], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        within: int = DEADLINE_SECONDS,
    ) -> None:
        self._url = url
        self._pause = pause
        self._clock = clock
        self._within = within
        self.host = _host_of(url)

    def post(self, value: Mapping[str, object]) -> None:
        """Posts a JSON object. Raises NotPosted, which never holds the address."""
        body = json.dumps(value, ensure_ascii=True).encode()
        end = self._clock() + self._within
        for attempt in range(TRIES):
            what, after = self._try_until(body, end)
            if not what:
                return
            wait = None if after is None else max(after, 2**attempt)
            if wait is None or attempt == TRIES - 1 or self._clock() + wait >= end:
                raise NotPosted(
                    f"the webhook at {self.host} did not take it: {what}",
                    "look at the address and at the service; nothing else depends on it",
                )
            self._pause(wait)

    def _try_until(self, body: bytes, end: float) -> tuple[str, int | None]:
        """The same as `_try`, given up at the end: a server can keep a connection busy for as long as it likes."""
        answers: list[tuple[str, int | None]] = []
        thread = threading.Thread(target=lambda: answers.append(self._try(body)), name="webhook", daemon=True)
        thread.start()
        thread.join(max(0.0, end - self._clock()))
        return answers[0] if answers else (f"it did not answer within {self._within} seconds", None)

    def _try(self, body: bytes) -> tuple[str, int | None]:
        """What went wrong, empty if nothing did, and after how many seconds to try again at the earliest, None where
        that would not help.
        """
        request = urllib.request.Request(
            self._url, data=body, method="POST", headers={"Content-Type": "application/json", "User-Agent": "govtool"}
        )
        opener = urllib.request.build_opener(_NoRedirection)
        try:
            with opener.open(request, timeout=self._within):
                return "", None
        except urllib.error.HTTPError as error:
            error.close()
            pause = _seconds(error.headers.get("Retry-After")) if error.code in _AGAIN else None
            return f"it answered {error.code}", pause
        except (OSError, http.client.HTTPException) as error:
            # The error's own words can hold the address, so only its kind is told.
            reason = getattr(error, "reason", None)
            kind = type(reason) if isinstance(reason, Exception) else type(error)
            return f"the connection failed ({kind.__name__})", 0


def _seconds(text: str | None) -> int:
    """The pause that a server asks for; 0 where it asks for none that we understand."""
    match = re.match(r"[0-9]{1,6}", text or "")
    return int(match[0]) if match else 0


def _host_of(url: str) -> str:
    """The host of an address that may be posted to. Raises UsageError, without the address."""
    parts = _parts_of(url)
    host = parts.hostname if parts is not None else None
    if parts is None or not host or not re.fullmatch(r"[!-~]+", url):
        raise UsageError("this is no web address to post to", "copy it from the service: https://...")
    if parts.username is not None or parts.password is not None:
        raise UsageError("a name or password in a web address is not sent", "use an address without them")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise UsageError(f"the webhook at {host} must be reached by https", "copy its address again: https://...")
    return host


def _parts_of(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None
