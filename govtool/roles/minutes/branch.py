"""The branches of a co-operative: where drafts, ballots, statements and receipts travel. Names are never authority.

`vote/NUMBER/MEMBER`, `gather/NUMBER`, `filing/NUMBER`, `statement/MEMBER/NUMBER`, `proposal/SLUG`, `application/ID`,
`handover/MEMBER`. A branch is a place to find a commit; the commit's bytes and signature say what it is worth.
`roles.minutes.candidate` finds the commits on them.
"""

from __future__ import annotations

from govtool.core.ids import ProposalNumber, is_id
from govtool.core.typed_name import count_of


def vote_branch(number: ProposalNumber, member: str) -> str:
    """The branch on which a person's ballot travels."""
    return f"vote/{number}/{member}"


def filing_branch(number: ProposalNumber) -> str:
    """The branch that keeps the filing of an opened proposal."""
    return f"filing/{number}"


def statement_branch(member: str, number: int) -> str:
    """The branch on which a statement travels."""
    return f"statement/{member}/{number:06d}"


def statement_on(branch: str) -> tuple[str, int] | None:
    """The person and number of the statement for which a branch is named; None if it is named for none."""
    kind, _, rest = branch.partition("/")
    member, _, digits = rest.partition("/")
    number = count_of(digits)
    if kind != "statement" or not is_id(member) or number is None or branch != statement_branch(member, number):
        return None
    return member, number


def application_branch(name: str) -> str:
    """The branch on which somebody without a record sends what they send."""
    return f"application/{name}"


def cargo(branch: str, me: str = "") -> str:
    """The content of a branch in words, for people, to whom its name says nothing: `carol's vote on 0001`; of `me` it
    is mine.

    A branch of another name carries nothing that is known here, and is named as it is.
    """
    kind, _, rest = branch.partition("/")
    first, _, second = rest.partition("/")
    known = {
        "vote": (second, f"vote on {first}"),
        "statement": (first, f"statement {second.lstrip('0')}"),
        "application": (first, "application"),
        "handover": (first, "word on new keys of the clerk"),
    }
    if kind == "proposal":
        return f"the proposal {rest}"
    if kind not in known:
        return f"what lies on {branch}"
    who, what = known[kind]
    return f"your {what}" if who == me else f"{who}'s {what}"
