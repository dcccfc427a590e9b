"""The door to GitHub's API: what is tried again and what is not, how long it waits, and where the token goes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from govtool.errors import UsageError
from govtool.io.forge.github import ALL_PAUSES_SECONDS, LONGEST_PAUSE_SECONDS, PUBLIC_URL, ForgeError, GitHub
from tests.world.dripping import dripping

TOKEN = "ghs_secret-of-the-test"
CUT = -1


@dataclass
class Script:
    """A server that gives what was laid ready, one answer after the other, and keeps what it was asked."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], object]] = field(default_factory=list)
    asked: list[tuple[str, str, str, bytes]] = field(default_factory=list)

    def gives(self, status: int, value: object = None, **headers: str) -> None:
        """Lays an answer ready."""
        self.answers.append((status, {name.replace("_", "-"): text for name, text in headers.items()}, value))


class _Handler(BaseHTTPRequestHandler):
    script: Script

    def _any(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.script.asked.append((self.command, self.path, self.headers.get("Authorization") or "", raw))
        status, headers, value = self.script.answers.pop(0)
        if status == CUT:
            return
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response_only(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def _served() -> Iterator[Script]:
    script = Script()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"script": script}))
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield script
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def script() -> Iterator[Script]:
    yield from _served()


@pytest.fixture
def elsewhere() -> Iterator[Script]:
    yield from _served()


@pytest.fixture
def waits() -> list[int]:
    return []


@pytest.fixture
def github(script: Script, waits: list[int]) -> GitHub:
    return GitHub(script.url, "kettle/books", TOKEN, pause=waits.append)


def error_of(github: GitHub, method: str = "GET", path: str = "/x", body: dict[str, Any] | None = None) -> ForgeError:
    with pytest.raises(ForgeError) as caught:
        github.call(method, path, body)
    assert TOKEN not in caught.value.message + caught.value.hint and caught.value.hint
    return caught.value


# Asking -------------------------------------------------------------------------------------------------------------


def test_a_request_carries_the_token_and_a_body_as_json(script: Script, github: GitHub) -> None:
    script.gives(201, {"id": 7})
    assert github.call("POST", github.path("issues", 7, "comments"), {"body": "hé"}) == {"id": 7}
    ((method, path, token, raw),) = script.asked
    assert (method, path, token) == ("POST", "/repos/kettle/books/issues/7/comments", f"Bearer {TOKEN}")
    assert json.loads(raw) == {"body": "hé"}


def test_an_answer_without_content_is_nothing(script: Script, github: GitHub) -> None:
    script.gives(204, b"")
    assert github.call("DELETE", github.path("labels", "a/b c")) is None
    assert script.asked[0][1] == "/repos/kettle/books/labels/a%2Fb%20c"


def test_without_a_token_none_is_sent(script: Script) -> None:
    script.gives(200, [])
    github = GitHub(script.url + "/api/v3/", "kettle/books", None)
    assert github.call("GET", "/x") == [] and script.asked[0][1:3] == ("/api/v3/x", "") and not github.has_token


def test_a_list_is_read_to_its_end(script: Script, github: GitHub) -> None:
    script.gives(200, [1, 2], Link=f'<{script.url}/x?page=2>; rel="next", <{script.url}/x?page=9>; rel="last"')
    script.gives(200, {"total_count": 1, "rules": [3]}, Link=f'<{script.url}/x?page=1>; rel="prev"')
    assert list(github.pages("/x?state=open")) == [1, 2, 3]
    assert [path for _, path, _, _ in script.asked] == ["/x?state=open&per_page=100", "/x?page=2"]


def test_what_is_no_list_is_no_page(script: Script, github: GitHub) -> None:
    script.gives(200, {"a": 1})
    with pytest.raises(ForgeError, match="no list"):
        list(github.pages("/x"))


# Again --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, CUT])
def test_what_passes_is_tried_again_with_pauses_that_grow(
    script: Script, github: GitHub, waits: list[int], status: int
) -> None:
    for _ in range(3):
        script.gives(status, {"message": "busy"})
    script.gives(200, [])
    assert github.call("PATCH", "/x", {"a": 1}) == [] and waits == [1, 2, 4] and len(script.asked) == 4


@pytest.mark.parametrize(("status", "kind"), [(503, 503), (429, 429), (CUT, 0)])
def test_what_does_not_pass_is_given_up_after_a_few_tries(
    script: Script, github: GitHub, status: int, kind: int
) -> None:
    for _ in range(4):
        script.gives(status, {"message": "busy"})
    error = error_of(github)
    assert error.status == kind and error.is_of_all and len(script.asked) == 4


@pytest.mark.parametrize("status", [500, 502, 503, CUT])
def test_what_creates_is_not_repeated_where_nobody_knows_whether_it_was_done(
    script: Script, github: GitHub, waits: list[int], status: int
) -> None:
    script.gives(status, {"message": "busy"})
    error = error_of(github, "POST", "/x", {"a": 1})
    assert error.is_unsure and len(script.asked) == 1 and waits == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 422])
def test_a_no_is_a_no(script: Script, github: GitHub, waits: list[int], status: int) -> None:
    script.gives(status, {"message": "Not this\nway"})
    error = error_of(github, "POST", "/x", {"a": 1})
    assert error.status == status and error.message == f"127.0.0.1 answered {status} to POST /x: Not this way"
    assert waits == [] and len(script.asked) == 1 and not error.is_unsure and error.is_of_all == (status == 401)


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry_After": "7"},
        {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1793527206", "Date": "Sun, 01 Nov 2026 10:00:00 GMT"},
    ],
)
@pytest.mark.parametrize("status", [403, 429])
def test_a_limit_is_waited_for_as_long_as_it_says(
    script: Script, github: GitHub, waits: list[int], status: int, headers: dict[str, str]
) -> None:
    script.gives(status, {"message": "slow down"}, **headers)
    script.gives(201, {})
    assert github.call("POST", "/x", {"a": 1}) == {} and waits == [7]


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry_After": "3600"},
        {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1793530800", "Date": "Sun, 01 Nov 2026 10:00:00 GMT"},
    ],
)
def test_a_limit_of_an_hour_is_not_waited_for(
    script: Script, github: GitHub, waits: list[int], headers: dict[str, str]
) -> None:
    script.gives(403, {"message": "slow down"}, **headers)
    error = error_of(github)
    assert (
        error.is_limit
        and error.is_of_all
        and "limits the requests" in error.hint
        and sum(waits) <= LONGEST_PAUSE_SECONDS
    )


def test_all_pauses_together_have_a_bound(script: Script, github: GitHub, waits: list[int]) -> None:
    for _ in range(40):
        script.gives(429, {"message": "slow down"}, Retry_After="50")
    for _ in range(5):
        error_of(github)
    assert sum(waits) <= ALL_PAUSES_SECONDS


def test_an_answer_that_is_no_json_is_told_and_not_asked_for_again(
    script: Script, github: GitHub, waits: list[int]
) -> None:
    script.gives(200, b"<html>")
    assert "no answer that could be read" in error_of(github).message and waits == []
    script.gives(502, b"<html>")
    script.gives(200, 1)
    assert github.call("GET", "/x") == 1


# The token ----------------------------------------------------------------------------------------------------------


def test_a_repository_that_was_renamed_is_followed_on_the_same_server(script: Script, github: GitHub) -> None:
    script.gives(301, {"message": "Moved"}, Location=f"{script.url}/repositories/1/pulls")
    script.gives(200, [1])
    assert github.call("GET", "/x") == [1] and script.asked[1][2] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirection_leads_to_another_server(script: Script, github: GitHub, elsewhere: Script, status: int) -> None:
    script.gives(status, {"message": "Moved"}, Location=f"{elsewhere.url}/x")
    assert error_of(github).status == status and elsewhere.asked == []


def test_no_redirection_of_a_change_is_followed(script: Script, github: GitHub) -> None:
    script.gives(307, {"message": "Moved"}, Location=f"{script.url}/y")
    assert error_of(github, "POST", "/x", {}).status == 307 and len(script.asked) == 1


def test_no_next_page_lies_on_another_server(script: Script, github: GitHub, elsewhere: Script) -> None:
    script.gives(200, [1], Link=f'<{elsewhere.url}/x?page=2>; rel="next"')
    with pytest.raises(ForgeError, match="another server"):
        list(github.pages("/x"))
    assert elsewhere.asked == []


def test_a_server_that_repeats_the_token_does_not_get_it_into_a_message(script: Script, github: GitHub) -> None:
    script.gives(422, {"message": f"bad header Bearer {TOKEN}\x1b[31m"})
    assert error_of(github).message.endswith("bad header Bearer … [31m")
    assert TOKEN not in repr(github)


@pytest.mark.parametrize(
    ("url", "repository", "token"),
    [
        ("http://api.github.com", "kettle/books", TOKEN),
        ("ftp://api.github.com", "kettle/books", TOKEN),
        (f"https://me:{TOKEN}@api.github.com", "kettle/books", TOKEN),
        ("https://api.github.com?x=1", "kettle/books", TOKEN),
        ("https://[", "kettle/books", TOKEN),
        ("", "kettle/books", TOKEN),
        (PUBLIC_URL, "kettle", TOKEN),
        (PUBLIC_URL, "kettle/..", TOKEN),
        (PUBLIC_URL, "kettle/books/pulls", TOKEN),
        (PUBLIC_URL, "kettle/books", TOKEN + "\nX-Evil: 1"),
        (PUBLIC_URL, "kettle/books", ""),
    ],
)
def test_what_no_token_may_be_sent_to_is_refused(url: str, repository: str, token: str) -> None:
    with pytest.raises(UsageError) as caught:
        GitHub(url, repository, token)
    assert TOKEN not in caught.value.message + caught.value.hint


# Slow and endless servers -------------------------------------------------------------------------------------------

SLOW = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n["


@pytest.mark.parametrize(("method", "tries"), [("GET", 4), ("POST", 1)])
def test_a_server_that_drips_holds_no_request_longer_than_its_deadline(
    monkeypatch: pytest.MonkeyPatch, waits: list[int], method: str, tries: int
) -> None:
    monkeypatch.setattr("govtool.io.forge.github.REQUEST_SECONDS", 0.3)
    with dripping(SLOW, b"1,") as port:
        github = GitHub(f"http://127.0.0.1:{port}", "kettle/books", TOKEN, pause=waits.append)
        began = time.monotonic()
        error = error_of(github, method)
        took = time.monotonic() - began
    assert (error.status, error.is_unsure) == (0, method == "POST") and "TimeoutError" in error.message
    assert 0.3 * tries <= took + 0.1 and took < 20 and len(waits) == tries - 1


def test_a_list_without_end_has_one(script: Script, github: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govtool.io.forge.github.MOST_PAGES", 3)
    for number in range(4):
        script.gives(200, [number], Link=f'<{script.url}/x?page={number}>; rel="next"')
    read: list[object] = []
    with pytest.raises(ForgeError, match="one more page after each of 3"):
        read.extend(github.pages("/x"))
    assert len(script.asked) == 3


def test_a_list_that_ends_with_its_last_page_is_whole(
    script: Script, github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govtool.io.forge.github.MOST_PAGES", 2)
    script.gives(200, [1], Link=f'<{script.url}/x?page=2>; rel="next"')
    script.gives(200, [2])
    assert list(github.pages("/x")) == [1, 2]


def test_json_too_deep_to_read_is_no_answer(script: Script, github: GitHub) -> None:
    script.gives(200, b"[" * 200_000)
    assert "no answer that could be read" in error_of(github).message and len(script.asked) == 1
