"""The door to GitHub's API: one request at a time, with patience for what passes and none for what does not.

Promises: the token goes to the one server that was named, over https (http only on this computer), and is in no
message; a request is repeated only where it cannot be done twice by that, and the pauses are bounded one by one and
together. It knows no proposal, and nothing that it brings is to be believed further than the forge is.

It is made of Python's own http client: what it does is one request with a few headers, and a client library would be
larger than its use and later to start.
"""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import IO
from urllib.parse import quote, urlsplit

from govtool.errors import UsageError
from govtool.io.forge.answer import Answer, ForgeError, failure, sentence_of
from govtool.io.forge.loopback import is_loopback

PUBLIC_URL = "https://api.github.com"
TIMEOUT_SECONDS = 20
TRIES = 4
LONGEST_PAUSE_SECONDS = 60
ALL_PAUSES_SECONDS = 180
"""All that one door waits in its life: a job of CI has minutes, and a forge that is down has hours."""
_LARGEST_ANSWER = 64 * 1024 * 1024
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,100}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
_NEXT = re.compile(r'<([^<>\s]+)>\s*;[^,]*\brel="?next"?')

__all__ = ["ForgeError", "GitHub"]


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """What is answered by another address is looked at by us: the token must not follow anywhere."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


class GitHub:
    """One repository on GitHub, or on a server of one's own that speaks as it does. `url` is the API's address (as
    GITHUB_API_URL), `repository` is OWNER/NAME; without a token only what is public can be read. `pause` waits so many
    seconds between two tries. Raises UsageError for what could not be asked, without the token.
    """

    def __init__(self, url: str, repository: str, token: str | None, pause: Callable[[int], None] = time.sleep) -> None:
        if not _REPOSITORY.fullmatch(repository):
            raise UsageError(f"{repository!r} is no repository of GitHub", "write it as OWNER/NAME")
        if token is not None and not re.fullmatch(r"[!-~]+", token):
            raise UsageError("the token holds what no token holds", "copy it again, without spaces or line feeds")
        self._url = _checked(url)
        self.host = urlsplit(self._url).hostname or ""
        self.repository = repository
        self._token = token
        self._pause = pause
        self._patience = ALL_PAUSES_SECONDS

    @property
    def has_token(self) -> bool:
        """Whether it may ask for more than what is public."""
        return self._token is not None

    def path(self, *parts: str | int) -> str:
        """The path of something in this repository: `path("pulls", 7)` is /repos/OWNER/NAME/pulls/7. Each part is
        escaped, so that a label or a branch of any name stays one part.
        """
        return "/".join([f"/repos/{self.repository}", *(quote(str(part), safe="") for part in parts)])

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> object:
        """One request; the JSON value of its answer, None where that is empty. Raises ForgeError.

        What passes is tried again: a limit of requests, a server's own error, a lost connection. After the last two
        nobody knows whether the server did what was asked; so what creates (POST) is then not repeated here: who
        called must look first, and call again if it is not there.
        """
        return self._answer(method, self._url + path, body).value

    def pages(self, path: str) -> Iterator[object]:
        """The items of a list, page by page, asked for as they are wanted. Raises ForgeError."""
        separator = "&" if "?" in path else "?"
        url: str | None = self._url + (path if "per_page=" in path else f"{path}{separator}per_page=100")
        while url is not None:
            answer = self._answer("GET", url, None)
            yield from _items(answer.value)
            url = self._next(answer)

    def _next(self, answer: Answer) -> str | None:
        match = _NEXT.search(answer.header("Link"))
        if match is None:
            return None
        if not self._is_here(match[1]):
            raise ForgeError(0, f"{self.host} names a next page on another server", "look at the address of its API")
        return match[1]

    def _is_here(self, url: str) -> bool:
        there, here = urlsplit(url), urlsplit(self._url)
        return (there.scheme, there.netloc) == (here.scheme, here.netloc)

    # One request, and again --------------------------------------------------------------------------------------

    def _answer(self, method: str, url: str, body: Mapping[str, object] | None) -> Answer:
        for attempt in range(TRIES):
            answer = self._once(method, url, body)
            if answer.is_good:
                return answer
            wait = _wait(method, answer, attempt)
            if wait is None or attempt == TRIES - 1 or wait > min(LONGEST_PAUSE_SECONDS, self._patience):
                break
            self._patience -= wait
            self._pause(wait)
        raise failure(self.host, method, urlsplit(url).path, self._without_token(answer))

    def _without_token(self, answer: Answer) -> Answer:
        # A server, or something before it, may repeat what it was sent.
        said = sentence_of(answer.value)
        hidden = said.replace(self._token, "…") if self._token else said
        return Answer(answer.status, answer.headers, {"message": hidden}, answer.kind)

    def _once(self, method: str, url: str, body: Mapping[str, object] | None) -> Answer:
        """One try; one redirection of a GET is followed, on the same server only: a repository was renamed."""
        answer = self._send(method, url, body)
        target = answer.header("Location")
        if method == "GET" and answer.status in {301, 302, 307, 308} and self._is_here(target):
            return self._send(method, target, None)
        return answer

    def _send(self, method: str, url: str, body: Mapping[str, object] | None) -> Answer:
        data = None if body is None else json.dumps(body, ensure_ascii=True).encode()
        request = urllib.request.Request(url, data=data, method=method, headers=self._headers(data is not None))
        opener = urllib.request.build_opener(_NoRedirection)
        try:
            with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                return Answer(response.status, response.headers, _value(response.read(_LARGEST_ANSWER)))
        except urllib.error.HTTPError as error:
            return _refusal(error)
        except ValueError as error:
            return Answer(0, {}, None, type(error).__name__, is_lost=False)
        except (OSError, http.client.HTTPException) as error:
            # Its own words can hold the address; the kind says enough.
            reason = getattr(error, "reason", None)
            return Answer(0, {}, None, type(reason if isinstance(reason, Exception) else error).__name__)

    def _headers(self, has_body: bool) -> dict[str, str]:
        headers = {
            "Accept": "application/vnd.github+json",
            "User-Agent": "govtool",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        if has_body:
            headers["Content-Type"] = "application/json"
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers


def _wait(method: str, answer: Answer, attempt: int) -> int | None:
    """How many seconds to wait before the next try, None where it must not be tried again."""
    if answer.is_limit:
        return max(_asked_pause(answer), 1 << attempt)
    if answer.status in _PASSING - {429} or (answer.status == 0 and answer.is_lost):
        return None if method == "POST" else max(_asked_pause(answer), 1 << attempt)
    return None


def _asked_pause(answer: Answer) -> int:
    """The pause that the server asks for, in seconds; 0 where it asks for none that we understand."""
    after = re.fullmatch(r"\s*([0-9]{1,6})\s*", answer.header("Retry-After"))
    if after:
        return int(after[1])
    reset = re.fullmatch(r"\s*([0-9]{1,12})\s*", answer.header("X-RateLimit-Reset"))
    if reset and answer.header("X-RateLimit-Remaining").strip() == "0":
        try:
            # By the server's own clock: ours may be another one.
            return max(0, int(reset[1]) - int(parsedate_to_datetime(answer.header("Date")).timestamp())) + 1
        except (ValueError, TypeError, OverflowError):
            return LONGEST_PAUSE_SECONDS
    return 0


def _refusal(error: urllib.error.HTTPError) -> Answer:
    try:
        value = _value(error.read(_LARGEST_ANSWER))
    except (OSError, http.client.HTTPException, ValueError):
        value = None
    finally:
        error.close()
    return Answer(error.code, error.headers, value)


def _value(data: bytes) -> object:
    """The JSON of an answer. Raises ValueError where it is none."""
    value: object = json.loads(data, parse_float=str) if data.strip() else None
    return value


def _items(value: object) -> list[object]:
    """The items of one page: a list, or the one list within an object that also counts them."""
    if isinstance(value, dict):
        lists = [part for part in value.values() if isinstance(part, list)]
        value = lists[0] if len(lists) == 1 else None
    if not isinstance(value, list):
        raise ForgeError(0, "the forge's answer is no list", "look at the address of its API")
    return value


def _checked(url: str) -> str:
    """The address of an API that a token may be sent to. Raises UsageError."""
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port is None or parts.port > 0 else None
    except ValueError:
        host = None
    if not host or not re.fullmatch(r"[!-~]+", url) or parts.query or parts.fragment:
        raise UsageError("this is no address of an API", f"it is such as {PUBLIC_URL}")
    if parts.username is not None or parts.password is not None:
        raise UsageError("a name or password in the address of an API is not sent", "give a token instead")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise UsageError(f"the API at {host} must be reached by https", f"such as {PUBLIC_URL}")
    return url.rstrip("/")
