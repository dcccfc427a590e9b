"""The door to GitHub's API: one request at a time, with patience for passing faults and none for others.

Promises: the token goes to the one server that was named, over https (http only on this computer), and is in no
message. A request is repeated only if that cannot do it twice. Each pause, all pauses together, each request and each
list are bounded. It knows no proposal, and its answers deserve no more trust than GitHub itself.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit

from govtool.errors import UsageError
from govtool.io.forge.answer import Answer, ForgeError, failure, sentence_of
from govtool.io.https import NoReply, host_of, request

PUBLIC_URL = "https://api.github.com"
REQUEST_SECONDS = 20
"""How long one try may take, from the name of the host to the last byte of the answer."""
TRIES = 4
LONGEST_PAUSE_SECONDS = 60
ALL_PAUSES_SECONDS = 180
"""All that one door waits in its life: a job of CI has minutes, and a forge that is down has hours."""
MOST_PAGES = 1000
_LARGEST_ANSWER = 64 * 1024 * 1024
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,100}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
_NEXT = re.compile(r'<([^<>\s]+)>\s*;[^,]*\brel="?next"?')

__all__ = ["ForgeError", "GitHub"]


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
        self.host = host_of(url, "the API", f"it is such as {PUBLIC_URL}; the token is given apart", is_base=True)
        self._url = url.rstrip("/")
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
        """One request; the JSON value of its answer, None if that is empty. Raises ForgeError.

        A passing fault is tried again: a limit of requests, a server's own error, a lost connection. After the last two
        nobody knows whether the server did the work. So a request that creates (POST) is not repeated here: the caller
        must look first, and call again if nothing is there.
        """
        return self._answer(method, self._url + path, body).value

    def pages(self, path: str) -> Iterator[object]:
        """The items of a list, page by page, asked for as they are wanted. Raises ForgeError."""
        separator = "&" if "?" in path else "?"
        url = self._url + (path if "per_page=" in path else f"{path}{separator}per_page=100")
        for _ in range(MOST_PAGES):
            answer = self._answer("GET", url, None)
            yield from _items(answer.value)
            following = self._next(answer)
            if following is None:
                return
            url = following
        raise ForgeError(0, f"{self.host} names one more page after each of {MOST_PAGES}", "look at its API's address")

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
        reply = request(
            method, url, self._headers(data is not None), data, within=REQUEST_SECONDS, most=_LARGEST_ANSWER
        )
        if isinstance(reply, NoReply):
            return Answer(0, {}, None, reply.kind, is_lost=reply.is_lost)
        try:
            return Answer(reply.status, reply.headers, _value(reply.data))
        except (ValueError, RecursionError) as error:
            if reply.is_good:
                return Answer(0, {}, None, type(error).__name__, is_lost=False)
            return Answer(reply.status, reply.headers, None)

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
        raise ForgeError(0, "the Git host's answer is no list", "look at the address of its API")
    return value
