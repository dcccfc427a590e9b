"""The answer of a Git host, and the words in which people read a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from govtool.core.phrase import one_line
from govtool.errors import GovtoolError

_LONGEST_SENTENCE = 300


class ForgeError(GovtoolError):
    """The forge did not do what it was asked. `status` is its answer's, 0 where there was none that we understood.

    `is_limit`: it was only asked too much. `is_unsure`: it may have done it all the same; look before asking again.
    """

    code = "git_host"

    def __init__(
        self, status: int, message: str, hint: str, *, is_limit: bool = False, is_unsure: bool = False
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        self.is_limit = is_limit
        self.is_unsure = is_unsure

    @property
    def is_of_all(self) -> bool:
        """Whether the next request would fare no better: the forge is away, is busy, or does not know the token."""
        return self.is_limit or self.status in {0, 401, 408, 425, 429} or self.status >= 500


@dataclass(frozen=True, slots=True)
class Answer:
    """The status and JSON of an answer; status 0 with the kind of fault where none came. `is_lost`: nobody knows
    whether the server heard.
    """

    status: int
    headers: Mapping[str, str] | Message
    value: object
    kind: str = ""
    is_lost: bool = True

    @property
    def is_good(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300

    @property
    def is_limit(self) -> bool:
        """Whether it was turned away only for asking too much or too fast, so that nothing was done."""
        if self.status == 429:
            return True
        asked = self.header("Retry-After") or self.header("X-RateLimit-Remaining").strip() == "0"
        return self.status == 403 and bool(asked)

    def header(self, name: str) -> str:
        """A header's text, empty where there is none."""
        return str(self.headers.get(name) or "")


def failure(host: str, method: str, path: str, answer: Answer) -> ForgeError:
    """The error for an answer that is not good, in words for people and with what to do next."""
    status, what = answer.status, f"{method} {path}"
    unsure = method == "POST" and (status == 0 or status >= 500)
    if status == 0:
        hint = "look at the network and at the Git host's status; the next run tries again"
        return ForgeError(0, f"{host}: {what}: no answer that could be read ({answer.kind})", hint, is_unsure=unsure)
    said = sentence_of(answer.value)
    message = f"{host} answered {status} to {what}" + (f": {said}" if said else "")
    hint = _next_step(status, answer.is_limit)
    return ForgeError(status, message, hint, is_limit=answer.is_limit, is_unsure=unsure)


def sentence_of(value: object) -> str:
    """The Git host's own reason for its refusal: shortened, without anything that a terminal would obey. GitHub says
    "Validation Failed" first, and the reason in a list beside it.
    """
    if not isinstance(value, dict) or not isinstance(value.get("message"), str):
        return ""
    errors = value.get("errors")
    inner = [one.get("message") for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    message = ": ".join([value["message"], *(text for text in inner if isinstance(text, str))])
    printable = "".join(sign if sign.isprintable() else " " for sign in message[: 4 * _LONGEST_SENTENCE])
    return one_line(printable)[:_LONGEST_SENTENCE]


def _next_step(status: int, is_limit: bool) -> str:
    if is_limit:
        return "the Git host limits the requests; the next run goes on from here"
    if 300 <= status < 400:
        return "the repository lies elsewhere now: name it as it is called today"
    if status >= 500:
        return "the Git host has a fault of its own; the next run tries again"
    steps = {
        401: "the token is not known: make a new one, or let the workflow pass its own",
        403: "the token may not do this: give it the permission, as docs/how-to/github.md lists them",
        404: "look at OWNER/NAME, and whether the token may see that repository",
        409: "somebody changed it at the same moment; the next run looks again",
        410: "this is switched off in the repository's settings: switch it on, or do without",
        422: "the Git host does not accept this as it is; the next run looks again",
    }
    return steps.get(status, "look at the Git host's own words; the next run tries again")
