"""Handing over from a member's desk: the signatures for new keys, one's own signature, and putting the handover on
main.

Anybody may put it there once enough have signed. The gather of the signatures and the commit of the handover need no
signature of their own, since they contain the signatures. Signatures lie on the branches `handover/MEMBER`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from govtool.core import minute as minutes
from govtool.core.canonical import emit
from govtool.core.code import sentence_of
from govtool.core.commit import build_commit
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, Digest, MemberId, digest_of, is_id
from govtool.core.minute import ALL, Minute, Stands
from govtool.core.tally import needed
from govtool.core.times import Instant, is_ahead, seconds_of
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import PublicKey, organization_of
from govtool.domain.decisions.roll import total
from govtool.domain.lifecycle.handover import TRAILER, HandOver, Handover, Signature, rule_names
from govtool.domain.people.key import registration_problems
from govtool.errors import GovtoolError, Refused, UsageError
from govtool.io.git.git import MissingObject
from govtool.io.git.refs import Move
from govtool.io.git.remote import Update
from govtool.io.git.store import tree_of
from govtool.io.signature.signature import SshKeys
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import minutes_after
from govtool.roles.desk.outbox import OUTBOX
from govtool.roles.desk.statement_service import deadline
from govtool.roles.minutes.book import MAIN, Book
from govtool.roles.minutes.handover import base_tree_of, handover_step, signature_of, standing_state
from govtool.roles.minutes.verification import verify

BRANCH = "handover/"


@dataclass(frozen=True)
class Offer:
    """One set of new keys and one answer to what stands, with those who signed for it.

    `last` is the last minute that stands and `discarded` are those after it. `not_after` is the first deadline of those
    who signed. `problem` says what is still missing; where it is empty the handover can be put on main.
    """

    keys: tuple[PublicKey, ...]
    stands: Stands
    last: Minute
    discarded: tuple[Minute, ...]
    signed: Mapping[MemberId, CommitId]
    weights: Mapping[MemberId, int]
    needed: int
    not_after: Instant
    problem: str

    @property
    def weight(self) -> int:
        """The votes of those who signed."""
        return sum(self.weights.get(member, 0) for member in self.signed)

    @property
    def silent(self) -> tuple[MemberId, ...]:
        """Those with a vote who have not signed for it."""
        return tuple(member for member in self.weights if member not in self.signed)


def minute_numbered(book: Book, number: int) -> tuple[Minute, Digest]:
    """A minute of the book with its digest. Raises UsageError where there is none."""
    found = Minute.of(book.state, number) if number >= 0 else None
    if found is None:
        raise UsageError(f"there is no minute {number}", f"name one up to {book.newest[0].number}: govtool log")
    return found, digest_of(found.as_file)


def proposed_standing(book: Book, now: Instant) -> Stands:
    """The minute that stands if nobody names another: the newest, or the newest dated at most ten minutes ahead."""
    for number in range(book.newest[0].number, -1, -1):
        found, digest = minute_numbered(book, number)
        if not is_ahead(found.at, now):
            return ALL if number == book.newest[0].number else digest
    raise GovtoolError("every minute is dated ahead of your clock", "set your computer's clock")


def last_standing(book: Book, stands: Stands) -> Minute | None:
    """The last minute that stands; None where the book does not hold it."""
    if stands == ALL:
        return book.newest[0]
    numbered = (minute_numbered(book, number) for number in range(book.newest[0].number, -1, -1))
    return next((found for found, digest in numbered if digest == stands), None)


def discarded(book: Book, last: Minute) -> tuple[Minute, ...]:
    """The minutes after the last that stands, oldest first."""
    return tuple(minutes_after(book.state, last.number))


def signatures_at(desk: Desk, *, at_home: bool = False) -> dict[CommitId, Handover]:
    """The valid signatures that were fetched last, and mine that waits in the outbox. Notes those that are not valid,
    except signatures of a handover that was done, because they stay on their branches.

    With `at_home` it reads one branch of each member, however many others there are, and notes nothing.
    """
    found: dict[CommitId, Handover] = {}
    organization = organization_of(desk.book.state)
    for branch, signature in _signatures(desk, at_home=at_home):
        paper = signature.paper
        event = HandOver(_dated(desk), desk.book.state, (), ALL, SshKeys())
        verdict = event.judge(signature, _standing_time(desk.book, paper.value))
        if isinstance(verdict, Handover):
            found[paper.commit] = verdict
        elif not at_home and not all(organization.was_clerk_key(blob) for blob in _named_keys(paper.value)):
            desk.notes.append(f"{branch} does not count: {sentence_of(verdict)}")
    return found


def _signatures(desk: Desk, *, at_home: bool = False) -> Iterator[tuple[str, Signature]]:
    """The commits on the branches of handovers, or of those that members have, and in the outbox for them."""
    branches = dict(desk.remote.branches(BRANCH))
    branches |= {ref.removeprefix(OUTBOX): oid for ref, oid in desk.git.refs(OUTBOX + BRANCH).items()}
    for branch, oid in sorted(branches.items()):
        name = branch.removeprefix(BRANCH)
        if at_home and not (is_id(name) and Member.of(desk.book.state, name)):
            continue
        with suppress(MissingObject):
            yield branch, signature_of(desk.book, oid)


def _named_keys(value: object) -> tuple[str, ...]:
    """The keys that a file names, for as much of it as can be read; one that is nobody's where it names none."""
    keys = value.get("keys") if isinstance(value, dict) else None
    blobs = [key.get("blob") for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
    return tuple(blob for blob in blobs if isinstance(blob, str)) or ("",)


def _standing_time(book: Book, value: object) -> Instant:
    """The time at which the key under a signature must have been active: that of the last minute that it lets stand."""
    stands = value.get("stands") if isinstance(value, dict) else None
    last = last_standing(book, stands) if isinstance(stands, str) else None
    return (last or book.newest[0]).at


def offers(desk: Desk, *, at_home: bool = False) -> tuple[Offer, ...]:
    """Every set of keys that somebody signed for on this main, that with the most votes first.

    Those who let all minutes stand and those who name the last one are counted apart. With `at_home` signatures are
    looked for on the branches of the members alone.
    """
    newest: dict[MemberId, tuple[Handover, CommitId]] = {}
    for oid, signature in signatures_at(desk, at_home=at_home).items():
        held = newest.get(signature.member)
        if held is None or held[0].cast < signature.cast:
            newest[signature.member] = (signature, oid)
    groups: dict[tuple[tuple[PublicKey, ...], Stands], dict[MemberId, tuple[Handover, CommitId]]] = {}
    for member, (signature, oid) in sorted(newest.items()):
        groups.setdefault((signature.keys, signature.stands), {})[member] = signature, oid
    organization = organization_of(desk.book.state)
    # Signatures stay on their branches when the handover is done; then the keys are the clerk's, or spent.
    open_groups = [key for key in groups if not all(organization.was_clerk_key(known.blob) for known in key[0])]
    found = [offer for key in open_groups if (offer := _offer(desk, *key, groups[key])) is not None]
    return tuple(sorted(found, key=lambda offer: (-offer.weight, offer.stands)))


def _offer(
    desk: Desk, keys: tuple[PublicKey, ...], stands: Stands, signed: Mapping[MemberId, tuple[Handover, CommitId]]
) -> Offer | None:
    last = last_standing(desk.book, stands)
    if last is None:
        return None
    commits = {member: oid for member, (_, oid) in signed.items()}
    papers = tuple(signature_of(desk.book, oid) for oid in commits.values())
    event = HandOver(_dated(desk), desk.book.state, papers, stands, SshKeys())
    gone = discarded(desk.book, last)
    weights, least = _needs(event, last.at, signed, discards=bool(gone))
    try:
        _refuse_ahead(desk, last)
        event.apply(standing_state(desk.book, stands))
        problem = ""
    except Refused as error:
        problem = "; ".join(sentence_of(found) for found in error.findings)
    until = min(signature.not_after for signature, _ in signed.values())
    return Offer(keys, stands, last, gone, commits, weights, least, until, problem)


def _dated(desk: Desk) -> Instant:
    """The time of a handover that is made now: by this computer's clock, which may be minutes behind the clerk's."""
    newest = desk.book.newest[0].at
    return desk.now if is_ahead(newest, desk.now) else max(newest, desk.now)


def _refuse_ahead(desk: Desk, last: Minute) -> None:
    """Raises Refused where the last minute that is to stand is dated ahead: the new clerk's book would begin so."""
    if is_ahead(last.at, desk.now):
        raise Refused([finding("future", at=last.at)])


def _needs(
    event: HandOver, at: Instant, signers: Iterable[MemberId], *, discards: bool
) -> tuple[Mapping[MemberId, int], int]:
    """The votes of each person on a handover, and how many it takes."""
    bylaws = bylaws_of(event.before)
    names = rule_names(bylaws)[: 2 if discards else 1]
    rolls = [event.roll(name, at, signers) for name in names]
    least = [needed(bylaws.rules[name].outcomes[0], total(roll)) for name, roll in zip(names, rolls, strict=True)]
    return rolls[0], max([*least, *(total(roll) // 2 + 1 for roll in rolls)])


def new_key_problems(book: Book, keys: tuple[PublicKey, ...], stands: Stands) -> list[Finding]:
    """Why keys cannot be the new clerk's, now or where the book would go on."""
    known = (book.state, standing_state(book, stands))
    found = [one for key in keys for state in known for one in registration_problems(state, key, SshKeys())]
    return list({one.order: one for one in found}.values())


def sign(desk: Desk, keys: tuple[PublicKey, ...], stands: Stands) -> tuple[CommitId, bool]:
    """Signs for new keys and for what stands, in place of what I signed before.

    Gives the commit, and whether it is delivered. Raises Refused, before anything is signed, where a key cannot be the
    clerk's.
    """
    book, me = desk.book, desk.member.id
    place = desk.outbox.place(BRANCH + me)
    problems = new_key_problems(book, keys, stands)
    if problems:
        raise Refused(problems)
    mine = [(found.cast, oid, found) for oid, found in signatures_at(desk).items() if found.member == me]
    _, oid, last = max(mine, default=(0, "", None), key=lambda held: held[0])
    if last is not None and (last.keys, last.stands) == (keys, stands):
        return oid, desk.send(place, oid)
    paper = Handover(
        member=me,
        genesis=book.genesis,
        after=book.newest[1],
        not_after=deadline_of(desk),
        stands=stands,
        keys=keys,
        cast=min(_last_cast(desk) + 1, 1000),
    )
    path = book.layout.place(Handover.home.path(me))
    commit = desk.sign_file(book.page.good, path, emit(paper.data()), TRAILER, f"Hand over the book ({me})")
    return commit, desk.send(place, commit)


def deadline_of(desk: Desk) -> Instant:
    """Until when a signature of today is good. A minute that is dated ahead is no time to count from."""
    newest = min(desk.book.newest[0].at, desk.now)
    return deadline(newest, desk.now, bylaws_of(desk.book.state).periods.statement)


def _last_cast(desk: Desk) -> int:
    """The highest `cast` that I signed, whether it is still good or not: an expired word must not outlast a new one."""
    mine = [signature.paper.value for branch, signature in _signatures(desk) if branch == BRANCH + desk.member.id]
    casts = [value.get("cast") for value in mine if isinstance(value, dict)]
    return max((cast for cast in casts if isinstance(cast, int)), default=0)


def put_on_main(desk: Desk, offer: Offer) -> CommitId:
    """Makes the handover and pushes main. Raises Refused where it is not enough, LostRace where main has moved."""
    if offer.problem:
        raise Refused([finding("handover", what=offer.problem)])
    book, at = desk.book, _dated(desk)
    _refuse_ahead(desk, offer.last)
    signed = tuple(offer.signed.values())
    gather = _commit(desk, book.page.tree, signed, "Gather the signatures of a handover\n", at)
    made = handover_step(book, gather, offer.stands, at)
    base = base_tree_of(book, offer.stands)
    tree = tree_of(desk.git, base, book.layout, made.state, write=True)
    message = f"Hand over to new keys of the clerk\n\n{minutes.TRAILER}: {made.digest}\n"
    commit = _commit(desk, tree, (book.page.head, gather), message, at)
    found = verify(book, commit)
    if found:
        raise Refused(found)
    desk.remote.push([Update(MAIN, commit)])
    desk.git.move_refs(Move(f"refs/remotes/{desk.remote.name}/main", commit, book.page.head))
    return commit


def _commit(desk: Desk, tree: str, parents: tuple[CommitId, ...], message: str, at: Instant) -> CommitId:
    """A commit that nobody signs: who handed over is in its parents."""
    name = f"handover <handover@govtool.invalid> {seconds_of(at)} +0000"
    return desk.git.write("commit", build_commit(tree, parents, name, name, message, None))
