"""The remote that a founding is pushed to, and the name that its commit bears: for `govtool init` and for --again."""

from __future__ import annotations

from govtool.domain.constitution.member import Member
from govtool.errors import GovtoolError, UsageError
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.roles.lifecycle.founding_plan import Person

_OR_HERE = "try again later, or found here only with --no-push"


def remote_to_found_on(git: Git, name: str | None, *, no_push: bool = False, hint: str = _OR_HERE) -> Remote | None:
    """The remote to push to, just fetched. None if there is none, or with --no-push. `hint` is what to do if it cannot
    be reached.
    """
    remote = Remote(git, name or git.setting("govtool.remote") or "origin")
    if no_push or not remote.is_configured:
        if name and not no_push:
            raise UsageError(f"there is no remote {name}", f"git remote add {name} URL")
        if remote.others and not no_push:
            raise GovtoolError(*remote.absence)
        return None
    try:
        remote.fetch()
    except GovtoolError as error:
        raise GovtoolError(error.message, hint) from error
    if name:
        git.set_setting("govtool.remote", name)
    return remote


def author_of(git: Git, me: Person | Member) -> str:
    """The name and address of the founder who signs, as git has them. For display only: no rule reads it."""
    name = git.setting("user.name") or me.name
    email = git.setting("user.email") or f"{me.id}@govtool.invalid"
    clean = str.maketrans("", "", "<>\n\r\0")
    return f"{name.translate(clean).strip() or me.id} <{email.translate(clean)}>"
