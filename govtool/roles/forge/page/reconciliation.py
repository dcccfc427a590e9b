"""Makes the page of one pull request as it should be, with the fewest requests. A second run changes nothing.

It looks at the page first, and writes only the differences. A comment is ours only if it begins with our mark and our
own account wrote it: anybody can write a mark. The label comes last, so it also says that all the rest was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from govtool.io.forge.answer import ForgeError
from govtool.io.forge.github import GitHub
from govtool.io.forge.pull import (
    Account,
    Comment,
    Pull,
    add_comment,
    add_label,
    comments,
    delete_comment,
    edit_comment,
    make_label,
    remove_label,
    set_open,
    set_status,
    status,
)
from govtool.roles.forge.page.page import CONTEXT, LABELS, LONGEST_DESCRIPTION, MARK, Page
from govtool.roles.said.form import cut

_COLORS = {"open": "1d76db", "waiting": "c2e0c6", "passed": "0e8a16", "confirmed": "0e8a16", "refused": "d93f0b"}
_OTHER_COLOR = "b60205"


@dataclass
class Reconciliation:
    """The forge, and the account whose comments are ours. It remembers which labels the repository has."""

    github: GitHub
    account: str
    _labels: set[str] = field(default_factory=set)

    def bring(self, pull: Pull, page: Page, done: list[str]) -> None:
        """Makes a page equal to what it should be; what was changed is added to `done`. Raises ForgeError."""
        ours = [comment for comment in comments(self.github, pull.number) if self._is_ours(comment.user)]
        url = self._comment(pull, page, ours, done)
        self._remind(pull, page, ours, done)
        self._sign(page, url, done)
        if page.is_open is not None and page.is_open != pull.is_open and pull.merged_at is None:
            set_open(self.github, pull.number, page.is_open)
            done.append("opened again" if page.is_open else "closed")
        self._label(pull, page.label, done)

    def _is_ours(self, user: Account | None) -> bool:
        return user is not None and user.login.lower() == self.account.lower()

    def _comment(self, pull: Pull, page: Page, ours: Iterable[Comment], done: list[str]) -> str:
        """Writes our one comment where it is not there or differs, and gives its address."""
        pages = [comment for comment in ours if _begins(comment, MARK)]
        for other in pages[1:]:
            delete_comment(self.github, other)
            done.append("a second comment removed")
        if not pages:
            url = self._write(pull, page.comment).html_url
            done.append("comment")
            return url
        first = pages[0]
        if _text(first.body) != page.comment:
            edit_comment(self.github, first, page.comment)
            done.append("comment")
        return first.html_url

    def _write(self, pull: Pull, text: str) -> Comment:
        """Writes a comment that is found again. Raises ForgeError where it turns out not to be by our account."""
        made = add_comment(self.github, pull.number, text)
        if not self._is_ours(made.user):
            # It would not be found in the next run, which would write another one, and so on for ever.
            delete_comment(self.github, made)
            name = made.user.login if made.user else "nobody"
            what = f"the token belongs to {name}, not to {self.account}"
            raise ForgeError(0, what, f"say whose it is: GOVTOOL_FORGE_ACCOUNT='{name}'")
        return made

    def _remind(self, pull: Pull, page: Page, ours: Iterable[Comment], done: list[str]) -> None:
        reminder = page.reminder
        if reminder is not None and not any(_begins(comment, reminder.mark) for comment in ours):
            self._write(pull, reminder.text)
            done.append("reminder")

    def _sign(self, page: Page, url: str, done: list[str]) -> None:
        if page.commit_status is None:
            return
        there = status(self.github, page.head, CONTEXT)
        wanted = (page.commit_status.state, cut(page.commit_status.description, LONGEST_DESCRIPTION), url)
        # Whoever may write there can set a status of our name; it is set right again.
        if there is None or (there.state, there.description, there.target_url) != wanted:
            set_status(self.github, page.head, CONTEXT, *wanted)
            done.append("status")

    def _label(self, pull: Pull, label: str, done: list[str]) -> None:
        there = own_labels(pull)
        for old in sorted(there - {label}):
            remove_label(self.github, pull.number, old)
            done.append(f"label {old} removed")
        if label and label not in there:
            if label not in self._labels:
                color = _COLORS.get(label.removeprefix(LABELS), _OTHER_COLOR)
                make_label(self.github, label, color, "Kept by the clerk of govtool")
                self._labels.add(label)
            add_label(self.github, pull.number, label)
            done.append(f"label {label}")


def own_labels(pull: Pull) -> set[str]:
    """The labels on a pull request that are ours."""
    return {label.name for label in pull.labels if label.name.startswith(LABELS)}


def _text(body: str) -> str:
    """A comment as it was sent: a forge may keep other line ends."""
    return body.replace("\r\n", "\n").strip()


def _begins(comment: Comment, mark: str) -> bool:
    return _text(comment.body).split("\n", 1)[0] == mark
