"""Handing over from a member's desk: who has signed for which new keys, one's own signature, and putting it on main.

Anybody may put it there once enough have signed: the gather of the signatures and the commit of the handover need no
signature of their own, since who signed is in them. Signatures lie on the branches `handover/MEMBER`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govtool.core import minute as minutes
from govtool.core.canonical import emit
from govtool.core.code import sentence_of
from govtool.core.commit import build_commit
from govtool.core.finding import finding
from govtool.core.ids import CommitId, Digest, MemberId, digest_of
from govtool.core.minute import Minute
from govtool.core.tally import needed
from govtool.core.times import Instant, is_ahead, seconds_of
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import PublicKey, organization_of
from govtool.domain.decisions.roll import roll_of, total
from govtool.domain.lifecycle.amendment import KIND as AMEND
from govtool.domain.lifecycle.handover import FOLDER, RULE, TRAILER, HandOver, Handover
from govtool.domain.people.key import registration_problems
from govtool.errors import GovtoolError, Refused, UsageError
from govtool.io.git.git import MissingObject
from govtool.io.git.refs import Move
from govtool.io.git.remote import Update
from govtool.io.git.store import tree_of
from govtool.io.signature.signature import SshKeys
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.outbox import OUTBOX
from govtool.roles.minutes.book import MAIN, Book
from govtool.roles.minutes.handover import base_tree_of, handover_step, signature_of, standing_state
from govtool.roles.minutes.verification import verify

BRANCH = "handover/"


@dataclass(frozen=True)
class Offer:
    """One set of new keys and one minute that is to stand, with those who signed for it. `problem` says what is still
    missing; where it is empty the handover can be put on main.
    """

    keys: tuple[PublicKey, ...]
    stands: Minute
    digest: Digest
    signed: Mapping[MemberId, CommitId]
    weights: Mapping[MemberId, int]
    needed: int
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
    found = book.state.get(Minute, minutes.path_of(number)) if number >= 0 else None
    if found is None:
        raise UsageError(f"there is no minute {number}", f"name one up to {book.newest[0].number}: govtool log")
    return found, digest_of(found.as_file)


def newest_standing(book: Book, now: Instant) -> Minute:
    """The newest minute that is not dated more than ten minutes ahead."""
    for number in range(book.newest[0].number, -1, -1):
        found = minute_numbered(book, number)[0]
        if not is_ahead(found.at, now):
            return found
    raise GovtoolError("every minute is dated ahead of your clock", "set your computer's clock")


def signatures_at(desk: Desk) -> dict[CommitId, Handover]:
    """The valid signatures that were fetched last, and mine that waits in the outbox. What is not valid is noted."""
    found: dict[CommitId, Handover] = {}
    branches = dict(desk.remote.branches(BRANCH))
    branches |= {ref.removeprefix(OUTBOX): oid for ref, oid in desk.git.refs(OUTBOX + BRANCH).items()}
    for branch, oid in sorted(branches.items()):
        try:
            signature = signature_of(desk.book, oid)
        except MissingObject:
            continue
        at = _standing_time(desk.book, signature.paper.value)
        verdict = HandOver(desk.now, desk.book.state, (), "", SshKeys()).judge(signature, at)
        if isinstance(verdict, Handover):
            found[oid] = verdict
        else:
            desk.notes.append(f"{branch} does not count: {sentence_of(verdict)}")
    return found


def _standing_time(book: Book, value: object) -> Instant:
    """The time at which the key under a signature must have been active: that of the minute that it lets stand."""
    stands = value.get("stands") if isinstance(value, dict) else None
    return next((found.at for found in _minutes(book) if digest_of(found.as_file) == stands), book.newest[0].at)


def offers(desk: Desk) -> tuple[Offer, ...]:
    """Every set of keys that somebody signed for on this main, that with the most votes first."""
    newest: dict[MemberId, tuple[Handover, CommitId]] = {}
    for oid, signature in signatures_at(desk).items():
        held = newest.get(signature.member)
        if held is None or held[0].cast < signature.cast:
            newest[signature.member] = (signature, oid)
    groups: dict[tuple[tuple[PublicKey, ...], Digest], dict[MemberId, CommitId]] = {}
    for member, (signature, oid) in sorted(newest.items()):
        groups.setdefault((signature.keys, signature.stands), {})[member] = oid
    organization = organization_of(desk.book.state)
    # Signatures stay on their branches when the handover is done; then the keys are the clerk's, or spent.
    open_groups = [key for key in groups if not all(organization.was_clerk_key(known.blob) for known in key[0])]
    found = [offer for key in open_groups if (offer := _offer(desk, *key, groups[key])) is not None]
    return tuple(sorted(found, key=lambda offer: (-offer.weight, offer.digest)))


def _offer(desk: Desk, keys: tuple[PublicKey, ...], stands: Digest, signed: dict[MemberId, CommitId]) -> Offer | None:
    minute = next((found for found in _minutes(desk.book) if digest_of(found.as_file) == stands), None)
    if minute is None:
        return None
    weights, least = _needs(desk.book, drops=desk.book.newest[1] != stands)
    papers = tuple(signature_of(desk.book, oid) for oid in signed.values())
    event = HandOver(max(desk.now, minute.at), desk.book.state, papers, "", SshKeys())
    try:
        event.apply(standing_state(desk.book, stands))
        problem = ""
    except Refused as error:
        problem = "; ".join(sentence_of(found) for found in error.findings)
    return Offer(keys, minute, stands, signed, weights, least, problem)


def _minutes(book: Book) -> Iterable[Minute]:
    return (minute_numbered(book, number)[0] for number in range(book.newest[0].number, -1, -1))


def _needs(book: Book, *, drops: bool) -> tuple[Mapping[MemberId, int], int]:
    """Who has how many votes on a handover, and how many it takes."""
    bylaws, at = bylaws_of(book.state), book.newest[0].at
    names = [RULE if RULE in bylaws.rules else bylaws.decisions[AMEND].rule]
    names += [bylaws.decisions[AMEND].rule] if drops else []
    rolls = [roll_of(book.state, bylaws, bylaws.rules[name], at, None) for name in names]
    least = [needed(bylaws.rules[name].outcomes[0], total(roll)) for name, roll in zip(names, rolls, strict=True)]
    return rolls[0], max([*least, total(rolls[0]) // 2 + 1])


def sign(desk: Desk, keys: tuple[PublicKey, ...], stands: int) -> tuple[CommitId, bool]:
    """Signs for new keys and the last minute that stands, in place of what I signed before. The commit, and whether it
    is delivered. Raises Refused, before anything is signed, where a key cannot be the clerk's.
    """
    book, me = desk.book, desk.member.id
    place = desk.outbox.place(BRANCH + me)
    digest = minute_numbered(book, stands)[1]
    state = standing_state(book, digest)
    problems = [found for key in keys for found in registration_problems(state, key, SshKeys())]
    if problems:
        raise Refused(problems)
    mine = [(found.cast, oid, found) for oid, found in signatures_at(desk).items() if found.member == me]
    cast, oid, last = max(mine, default=(0, "", None), key=lambda held: held[0])
    if last is not None and (last.keys, last.stands) == (keys, digest):
        return oid, desk.send(BRANCH + me, oid, place=place)
    paper = Handover(
        member=me, genesis=book.genesis, after=book.newest[1], stands=digest, keys=keys, cast=min(cast + 1, 1000)
    )
    path = book.layout.place(f"{FOLDER}/{me}.yaml")
    commit = desk.sign_file(book.page.good, path, emit(paper.data()), TRAILER, f"Hand over the book ({me})")
    return commit, desk.send(BRANCH + me, commit, place=place)


def put_on_main(desk: Desk, offer: Offer) -> CommitId:
    """Makes the handover and pushes main. Raises Refused where it is not enough, LostRace where main has moved."""
    if offer.problem:
        raise Refused([finding("handover", what=offer.problem)])
    book = desk.book
    at = max(desk.now, offer.stands.at)
    base = base_tree_of(book, offer.digest)
    gather = _commit(desk, base, tuple(offer.signed.values()), "Gather the signatures of a handover\n", at)
    made = handover_step(book, gather, offer.digest, at)
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
