"""A GitHub for tests: a small stateful server on this computer, held to GitHub's own description of its API.

Every request is validated against the description, and so is every answer but the faults that a test asks for; what is
wrong is collected in `problems`, which the fixture looks at in the end. It keeps pull requests, comments, statuses and
labels. As GitHub does, it shows a pull request as merged once its head is reachable from main.

    forge.pull(7, commit)                           # somebody opens a pull request
    forge.fail("POST", "/comments", Fault(502))     # the next such request gets this
    forge.changes                                   # what was asked for that is no mere reading
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, urlsplit

from tests.forge.forge_description import Operation, operation, specimen
from tests.world.coop import MAIN, Coop

TOKEN = "ghs_a-token-of-the-test"
REPOSITORY = "kettle/books"
BOT = "github-actions[bot]"
TIME = "2026-11-01T00:00:00Z"


@dataclass(frozen=True)
class Fault:
    """What goes wrong once: an answer of this status, or a connection that is cut, before or after it was served."""

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    message: str = "a fault"
    cut: Literal["", "before", "after"] = ""


@dataclass
class Said:
    """A comment."""

    id: int
    pull: int
    author: str
    body: str


@dataclass
class Request:
    """A pull request."""

    number: int
    head: str
    author: str
    base: str = "main"
    draft: bool = False
    is_open: bool = True
    is_merged: bool = False
    may_reopen: bool = True
    labels: list[str] = field(default_factory=list)


@dataclass
class ForgeFake:
    """One repository; see the top of this file."""

    coop: Coop
    login: str = BOT
    token: str = TOKEN
    most: int = 100
    pulls: dict[int, Request] = field(default_factory=dict)
    comments: dict[int, Said] = field(default_factory=dict)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
    _faults: list[tuple[str, str, Fault]] = field(default_factory=list)
    _ids: int = 1000

    # What tests do ---------------------------------------------------------------------------------------------------

    def pull(self, number: int, head: str, author: str = "dan", **more: Any) -> Request:
        """Somebody opens a pull request."""
        self.coop.hub.set_ref(f"refs/pull/{number}/head", head)
        self.pulls[number] = Request(number, head, author, **more)
        return self.pulls[number]

    def push(self, number: int, head: str) -> None:
        """Somebody pushes to the branch of a pull request."""
        self.coop.hub.set_ref(f"refs/pull/{number}/head", head)
        self.pulls[number].head = head

    def says(self, author: str, number: int, body: str) -> Said:
        """Somebody comments."""
        self._ids += 1
        self.comments[self._ids] = Said(self._ids, number, author, body)
        return self.comments[self._ids]

    def sets_status(self, author: str, commit: str, state: str, context: str, text: str) -> None:
        """Somebody sets a status, as everybody with write access can."""
        self._ids += 1
        self.statuses.append(
            {"sha": commit, "id": self._ids, "creator": author, "state": state, "context": context,
             "description": text, "target_url": None}
        )  # fmt: skip

    def fail(self, method: str, path: str, *faults: Fault) -> None:
        """The next requests of this method, with this in their path, get these faults, one each."""
        self._faults += [(method, path, fault) for fault in faults]

    @property
    def changes(self) -> list[str]:
        """The requests that were more than reading, as `POST pulls/7`."""
        top = f"/repos/{REPOSITORY}/"
        return [f"{method} {path.removeprefix(top)}" for method, path in self.requests if method != "GET"]

    def bodies(self, number: int, author: str | None = None) -> list[str]:
        """The comments on a pull request, of the clerk's account or another one."""
        return [
            said.body for said in self.comments.values() if (said.pull, said.author) == (number, author or self.login)
        ]

    def status(self, commit: str) -> tuple[str, str] | None:
        """The newest status of the decision on a commit."""
        found = [one for one in self.statuses if (one["sha"], one["context"]) == (commit, "govtool/decision")]
        return (found[-1]["state"], found[-1]["description"]) if found else None

    def forget(self) -> None:
        """Begins to count requests anew."""
        self.requests.clear()

    # Serving ---------------------------------------------------------------------------------------------------------

    def refusal(self, authorization: str, method: str, path: str) -> tuple[int, str] | None:
        """The status and words with which a request is turned away for who asks; None where it is let in."""
        return None if authorization == f"Bearer {self.token}" else (401, "Bad credentials")

    def take_fault(self, method: str, path: str) -> Fault | None:
        """The fault that a request gets, once."""
        for row in self._faults:
            if row[0] == method and row[1] in path:
                self._faults.remove(row)
                return row[2]
        return None

    def serve(self, method: str, target: str, body: object) -> tuple[int, Any, dict[str, str]]:
        """The answer to a request: status, value and headers."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        found = operation(method, parts.path)
        if found is None:
            self.problems.append(f"the API has no {method} {parts.path}")
            return 404, {"message": "Not Found"}, {}
        problems = list(found.request_problems(query, body))
        handler = _HANDLERS.get((method, found.template))
        is_here = parts.path == "/user" or parts.path.startswith(f"/repos/{REPOSITORY}/")
        if problems or handler is None or not is_here:
            self.problems += problems or [f"{found}: the fake does not know this"]
            return 422, {"message": "Validation Failed"}, {}
        self._see_merges()
        status, value = handler(self, found, query, body if isinstance(body, dict) else {})
        headers = {}
        if isinstance(value, list) and "per_page" in query:
            value, headers = self._page(value, query, parts.path)
        self.problems += found.answer_problems(status, value)
        return status, value, headers

    def _page(self, values: list[Any], query: dict[str, str], path: str) -> tuple[list[Any], dict[str, str]]:
        size, page = min(int(query["per_page"]), self.most), int(query.get("page", "1"))
        if len(values) <= size * page:
            return values[size * (page - 1) : size * page], {}
        more = "&".join(f"{name}={quote(text)}" for name, text in {**query, "page": str(page + 1)}.items())
        link = f'<{self.url}{path}?{more}>; rel="next", <{self.url}{path}?page=99>; rel="last"'
        return values[size * (page - 1) : size * page], {"Link": link}

    def _see_merges(self) -> None:
        main = self.coop.hub.ref(MAIN) or ""
        for pull in self.pulls.values():
            if pull.is_open and self.coop.hub.is_ancestor(pull.head, main):
                pull.is_open, pull.is_merged = False, True

    # Values ----------------------------------------------------------------------------------------------------------

    def pull_value(self, shape: dict[str, Any], pull: Request) -> dict[str, Any]:
        """A pull request as the API shows it."""
        return {
            **shape,
            "number": pull.number,
            "state": "open" if pull.is_open else "closed",
            "merged_at": TIME if pull.is_merged else None,
            "draft": pull.draft,
            "head": {**shape["head"], "ref": "a-branch", "sha": pull.head},
            "base": {**shape["base"], "ref": pull.base, "sha": self.coop.head},
            "labels": [{**_LABEL, "name": name} for name in pull.labels],
        }

    def comment_value(self, shape: dict[str, Any], said: Said) -> dict[str, Any]:
        """A comment as the API shows it."""
        url = f"https://github.com/{REPOSITORY}/pull/{said.pull}#issuecomment-{said.id}"
        user = {**_user(), "login": said.author}
        return {**shape, "id": said.id, "html_url": url, "body": said.body, "user": user}

    def status_value(self, shape: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
        """A status as the API shows it."""
        told = {name: one[name] for name in ("id", "state", "context", "description", "target_url")}
        return {**shape, **told, "creator": {**_user(), "login": one["creator"]}}


_LABEL = {"id": 1, "node_id": "", "url": "https://example.org/", "description": "", "color": "ededed", "default": False}


def _user() -> dict[str, Any]:
    made: dict[str, Any] = specimen({"$ref": "#/components/schemas/simple-user"})
    return made


Query = dict[str, str]
Body = dict[str, Any]
Handler = Callable[[ForgeFake, Operation, Query, Body], tuple[int, Any]]
_HANDLERS: dict[tuple[str, str], Handler] = {}
_REPO = "/repos/{owner}/{repo}"


def _serves(method: str, template: str) -> Callable[[Handler], Handler]:
    def keep(handler: Handler) -> Handler:
        _HANDLERS[method, template] = handler
        return handler

    return keep


@_serves("GET", "/user")
def _get_user(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    if forge.login.endswith("[bot]"):
        return 403, {"message": "Resource not accessible by integration"}
    return 200, {**asked.specimen(200), "login": forge.login}


@_serves("GET", f"{_REPO}/pulls")
def _get_pulls(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    wants_open = {"open": True, "closed": False}[query.get("state", "open")]
    found = [pull for pull in forge.pulls.values() if pull.is_open == wants_open]
    shape = asked.specimen(200)
    return 200, [forge.pull_value(shape, pull) for pull in sorted(found, key=lambda pull: -pull.number)]


@_serves("PATCH", f"{_REPO}/pulls/{{pull_number}}")
def _patch_pull(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    pull = forge.pulls[int(asked.filled[2])]
    if body.get("state") == "open" and not pull.may_reopen:
        return 422, {"message": "Validation Failed", "documentation_url": "https://docs.github.com/"}
    pull.is_open = body["state"] == "open"
    return 200, forge.pull_value(asked.specimen(200), pull)


@_serves("GET", f"{_REPO}/issues/{{issue_number}}/comments")
def _get_comments(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    said = [said for said in forge.comments.values() if said.pull == int(asked.filled[2])]
    shape = asked.specimen(200)
    return 200, [forge.comment_value(shape, one) for one in sorted(said, key=lambda one: one.id)]


@_serves("POST", f"{_REPO}/issues/{{issue_number}}/comments")
def _post_comment(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    if len(body["body"]) > 65_536 or not body["body"].strip():
        return 422, {"message": "Validation Failed", "documentation_url": "https://docs.github.com/"}
    said = forge.says(forge.login, int(asked.filled[2]), body["body"])
    return 201, forge.comment_value(asked.specimen(201), said)


@_serves("PATCH", f"{_REPO}/issues/comments/{{comment_id}}")
def _patch_comment(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    said = forge.comments[int(asked.filled[2])]
    said.body = body["body"]
    return 200, forge.comment_value(asked.specimen(200), said)


@_serves("DELETE", f"{_REPO}/issues/comments/{{comment_id}}")
def _delete_comment(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    forge.comments.pop(int(asked.filled[2]))
    return 204, None


@_serves("GET", f"{_REPO}/commits/{{ref}}/statuses")
def _get_statuses(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    shape = asked.specimen(200)
    found = [one for one in reversed(forge.statuses) if one["sha"] == asked.filled[2]]
    return 200, [forge.status_value(shape, one) for one in found]


@_serves("POST", f"{_REPO}/statuses/{{sha}}")
def _post_status(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    if len(body.get("description") or "") > 140:
        forge.problems.append(f"{asked}: a description has at most 140 characters")
    forge.sets_status(forge.login, asked.filled[2], body["state"], body["context"], body["description"])
    forge.statuses[-1]["target_url"] = body["target_url"]
    return 201, forge.status_value(asked.specimen(201), forge.statuses[-1])


@_serves("GET", f"{_REPO}/labels/{{name}}")
def _get_label(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    name = asked.filled[2]
    if name not in forge.labels:
        return 404, {"message": "Not Found"}
    return 200, {**_LABEL, "name": name, "color": forge.labels[name]}


@_serves("POST", f"{_REPO}/labels")
def _post_label(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    if body["name"] in forge.labels:
        return 422, {"message": "Validation Failed", "documentation_url": "https://docs.github.com/"}
    forge.labels[body["name"]] = body["color"]
    return 201, {**_LABEL, **body}


@_serves("POST", f"{_REPO}/issues/{{issue_number}}/labels")
def _post_labels(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    pull = forge.pulls[int(asked.filled[2])]
    pull.labels += [name for name in body["labels"] if name not in pull.labels]
    return 200, [{**_LABEL, "name": name} for name in pull.labels]


@_serves("DELETE", f"{_REPO}/issues/{{issue_number}}/labels/{{name}}")
def _delete_label(forge: ForgeFake, asked: Operation, query: Query, body: Body) -> tuple[int, Any]:
    pull = forge.pulls[int(asked.filled[2])]
    if asked.filled[3] not in pull.labels:
        return 404, {"message": "Label does not exist"}
    pull.labels.remove(asked.filled[3])
    return 200, [{**_LABEL, "name": name} for name in pull.labels]


# The server -------------------------------------------------------------------------------------------------------


class _Door(BaseHTTPRequestHandler):
    forge: ForgeFake

    def _any(self) -> None:
        forge, length = self.forge, int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        path = urlsplit(self.path).path
        forge.requests.append((self.command, path))
        fault = forge.take_fault(self.command, path)
        if fault is not None and fault.cut != "after":
            self._answer_fault(fault)
            return
        refused = forge.refusal(self.headers.get("Authorization") or "", self.command, path)
        if refused is not None:
            self._answer(refused[0], {"message": refused[1]}, {})
            return
        status, value, headers = forge.serve(self.command, self.path, json.loads(raw) if raw else None)
        if fault is None:
            self._answer(status, value, headers)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any

    def _answer_fault(self, fault: Fault) -> None:
        if fault.status:
            self._answer(fault.status, {"message": fault.message}, dict(fault.headers))

    def _answer(self, status: int, value: object, headers: dict[str, str]) -> None:
        data = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def serving(forge: ForgeFake) -> Iterator[ForgeFake]:
    """Serves a forge on this computer for as long as a test runs; in the end nothing may have been wrong."""
    handler = type("Door", (_Door,), {"forge": forge})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    forge.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert forge.problems == []
