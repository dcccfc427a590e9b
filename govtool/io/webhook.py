"""The door to a webhook: posts JSON to an address that somebody gave, and gives up politely.

The address is a secret (anybody who knows it can post), so it is in no message: people read its host. A post to a
server that is busy, or over a connection that is lost, is tried again after a pause that grows.

Promises: a post takes `DEADLINE_SECONDS` in all, with its pauses, whatever the server does.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping

from govtool.errors import GovtoolError
from govtool.io.https import NoReply, host_of, request

DEADLINE_SECONDS = 20
TRIES = 4
_AGAIN = {408, 425, 429, 500, 502, 503, 504}


class NotPosted(GovtoolError):
    """The webhook did not take it."""

    code = "not_posted"


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
        self.host = host_of(url, "the webhook", "copy it from the service: https://..., without a name or password")

    def post(self, value: Mapping[str, object]) -> None:
        """Posts a JSON object. Raises NotPosted, which never holds the address."""
        body = json.dumps(value, ensure_ascii=True).encode()
        end = self._clock() + self._within
        for attempt in range(TRIES):
            what, after = self._try(body, end)
            if not what:
                return
            wait = None if after is None else max(after, 2**attempt)
            if wait is None or attempt == TRIES - 1 or self._clock() + wait >= end:
                raise NotPosted(
                    f"the webhook at {self.host} did not take it: {what}",
                    "look at the address and at the service; nothing else depends on it",
                )
            self._pause(wait)

    def _try(self, body: bytes, end: float) -> tuple[str, int | None]:
        """The fault, empty if none, and the seconds to wait before the next try, None if that would not help."""
        headers = {"Content-Type": "application/json", "User-Agent": "govtool"}
        reply = request("POST", self._url, headers, body, within=end - self._clock(), most=0)
        if isinstance(reply, NoReply):
            if reply.is_late:
                return f"it did not answer within {self._within} seconds", None
            return f"the connection failed ({reply.kind})", 0 if reply.is_lost else None
        if reply.is_good:
            return "", None
        pause = _seconds(reply.headers.get("Retry-After")) if reply.status in _AGAIN else None
        return f"it answered {reply.status}", pause


def _seconds(text: str | None) -> int:
    """The pause that a server asks for; 0 where it asks for none that we understand."""
    match = re.match(r"[0-9]{1,6}", text or "")
    return int(match[0]) if match else 0
