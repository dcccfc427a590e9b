"""Pull requests on GitHub, their comments, statuses and labels: everything that govtool reads and writes there beside
git.

Each function is one kind of request of `GitHub`; each answer is held to its form before anybody uses it. It knows no
proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from govtool.io.forge.answer import ForgeError
from govtool.io.forge.github import GitHub

StatusState = Literal["error", "failure", "pending", "success"]
ACTIONS = "github-actions[bot]"
"""The account of the token that a workflow is given. No person can have it: their names hold no bracket."""


class _Shape(BaseModel):
    """A part of an answer: what is needed of it, and nothing else."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Account(_Shape):
    """The account that did something there."""

    login: str


class Label(_Shape):
    """A label on a pull request."""

    name: str


class Head(_Shape):
    """The source of a pull request: its commit as GitHub knows it now."""

    sha: str


class Pull(_Shape):
    """A pull request. GitHub's mark for drafts says nothing of a proposal, and is not read."""

    number: int
    state: Literal["open", "closed"]
    merged_at: str | None = None
    head: Head
    labels: tuple[Label, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is shown as open."""
        return self.state == "open"


class Comment(_Shape):
    """A comment on a pull request."""

    id: int
    html_url: str
    body: str = ""
    user: Account | None = None


class Status(_Shape):
    """A status on a commit. Whoever may write there can set one under any name."""

    context: str
    state: StatusState
    description: str | None = None
    target_url: str | None = None


_Any = TypeVar("_Any", bound=_Shape)


def _read(shape: type[_Any], value: object) -> _Any:
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ForgeError(
            0, f"the Git host's answer is no {shape.__name__}: {where}", "look at its API's version"
        ) from None


def account(github: GitHub) -> str:
    """The name of the account whose token it is."""
    try:
        return _read(Account, github.call("GET", "/user")).login
    except ForgeError as error:
        if error.status != 403 or error.is_limit:
            raise
        # What a workflow is given is no person's, and may not ask who it is.
        return ACTIONS


def open_pulls(github: GitHub) -> Iterator[Pull]:
    """Every pull request that is open."""
    for value in github.pages(github.path("pulls") + "?state=open"):
        yield _read(Pull, value)


def closed_pulls(github: GitHub) -> Iterator[Pull]:
    """The hundred that are closed or merged and were touched last."""
    value = github.call("GET", github.path("pulls") + "?state=closed&sort=updated&direction=desc&per_page=100")
    for item in value if isinstance(value, list) else ():
        yield _read(Pull, item)


def comments(github: GitHub, number: int) -> Iterator[Comment]:
    """The comments on a pull request, the oldest first."""
    for value in github.pages(github.path("issues", number, "comments")):
        yield _read(Comment, value)


def add_comment(github: GitHub, number: int, body: str) -> Comment:
    """Writes a comment."""
    return _read(Comment, github.call("POST", github.path("issues", number, "comments"), {"body": body}))


def edit_comment(github: GitHub, comment: Comment, body: str) -> None:
    """Writes a comment anew."""
    github.call("PATCH", github.path("issues", "comments", comment.id), {"body": body})


def delete_comment(github: GitHub, comment: Comment) -> None:
    """Takes a comment away; one that is gone already is no fault."""
    _unless_gone(github, github.path("issues", "comments", comment.id))


def status(github: GitHub, commit: str, context: str) -> Status | None:
    """The newest status of a name on a commit."""
    for value in github.pages(github.path("commits", commit, "statuses")):
        found = _read(Status, value)
        if found.context == context:
            return found
    return None


def set_status(
    github: GitHub, commit: str, context: str, state: StatusState, description: str, target_url: str
) -> None:
    """Sets a status on a commit."""
    body = {"state": state, "context": context, "description": description, "target_url": target_url}
    github.call("POST", github.path("statuses", commit), body)


def make_label(github: GitHub, name: str, color: str, description: str) -> None:
    """Sees to it that the repository knows a label."""
    try:
        github.call("GET", github.path("labels", name))
    except ForgeError as error:
        if error.status != 404:
            raise
        github.call("POST", github.path("labels"), {"name": name, "color": color, "description": description})


def add_label(github: GitHub, number: int, name: str) -> None:
    """Puts a label on a pull request, beside those that are there."""
    github.call("POST", github.path("issues", number, "labels"), {"labels": [name]})


def remove_label(github: GitHub, number: int, name: str) -> None:
    """Takes a label off a pull request; one that is gone already is no fault."""
    _unless_gone(github, github.path("issues", number, "labels", name))


def set_open(github: GitHub, number: int, is_open: bool) -> None:
    """Closes a pull request, or opens it again. It merges nothing: what is on main is the clerk's to say."""
    github.call("PATCH", github.path("pulls", number), {"state": "open" if is_open else "closed"})


def _unless_gone(github: GitHub, path: str) -> None:
    try:
        github.call("DELETE", path)
    except ForgeError as error:
        if error.status != 404:
            raise
