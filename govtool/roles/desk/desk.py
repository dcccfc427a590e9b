"""A member's desk: the co-operative as it was fetched last, verified, and the papers that this person signs and sends.

It never touches the work tree, the index or the branch that is checked out. A signed paper stays in an outbox
(`desk.outbox`) until it is delivered, and every command that fetches tries again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property

from govtool.core.code import advice_of, sentence_of
from govtool.core.finding import finding
from govtool.core.ids import CommitId, Digest, digest_of, is_id
from govtool.core.times import Instant, add, seconds_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import FILE, Entry, Git
from govtool.io.git.remote import ZERO, LostRace, NoAccess, PushRefused, Remote, Unreachable, Update
from govtool.io.signature.signing import SigningKey, sign_commit
from govtool.io.signature.trust import Pin, TrustStore
from govtool.roles.desk.look import RUN, dated_back
from govtool.roles.desk.other_founding import other_founding
from govtool.roles.desk.outbox import Outbox, Place, stranded_words, taken_back_by
from govtool.roles.desk.signing_key import signing_key
from govtool.roles.minutes.audit_report import Progress, Report, no_progress, resumed
from govtool.roles.minutes.book import Book, VoidSpan, book_at
from govtool.roles.minutes.branch import cargo
from govtool.roles.minutes.identity import claimed_genesis, holds_founding, taken_for

GENESIS_SETTING = "govtool.genesis"
MEMBER_SETTING = "govtool.member"
"""The person whose key this clone signs with, by the last command. A hint only: each use looks in the registry."""


@dataclass
class Desk:
    """One clone of an organisation's repository, at one time. `notes` are things to tell the person beside the
    answer. `delivered` are the branches that were pushed to, with the commits. `takes_future` is for handing over from
    a clerk whose minutes are dated ahead, and for nothing else: of another main that is dated ahead people see all, and
    sign nothing.
    """

    git: Git
    remote: Remote
    now: Instant
    trust: TrustStore = field(default_factory=TrustStore)
    progress: Progress = no_progress
    offline: bool = False
    takes_future: bool = False
    fetched: bool = False
    notes: list[str] = field(default_factory=list)
    delivered: dict[str, CommitId] = field(default_factory=dict)

    # The book ----------------------------------------------------------------------------------------------------

    @property
    def is_alone(self) -> bool:
        """Whether the desk has no remote, or must not ask it."""
        return self.offline or not self.remote.is_configured

    def fetch(self) -> None:
        """Fetches, and sends again what is in the outbox. If that fails, tells the person, who works offline then."""
        if self._ask("; this is as of the last fetch"):
            self.fetched = True
            self.empty_outbox()

    def _ask(self, told: str = "") -> bool:
        """Fetches if there is a remote to ask; tells if that worked, and notes why not, with what follows from that."""
        if self.is_alone:
            if not self.remote.is_configured and self.remote.others:
                self.notes.append("; ".join(self.remote.absence))
            return False
        try:
            self.remote.fetch()
        except Unreachable as error:
            self.notes.append(f"{error.message}{told}")
            return False
        return True

    @cached_property
    def head(self) -> CommitId:
        """The head of main: as fetched, or the local one where there is no remote. Raises GovtoolError."""
        found = self.remote.head("main") or self.git.ref("refs/heads/main")
        if found is None:
            raise GovtoolError("this repository has no branch main", "govtool init founds a co-operative here")
        return found

    @property
    def at(self) -> Instant:
        """The time at which something would be judged now: never before the newest minute, as for the clerk."""
        return max(self.now, self.book.newest[0].at)

    @cached_property
    def report(self) -> Report:
        """Main verified from the last good page that this computer knows. Raises Refused where the identity is
        false.
        """
        try:
            report = verified(self.git, self.head, self.trust, self.progress, self.git.setting(GENESIS_SETTING))
        except Refused:
            if others := self.remote.others:
                follow = f"{', '.join(others)}; to follow another: git config govtool.remote NAME"
                self.notes.append(f"this is main of the remote {self.remote.name}; there are also: {follow}")
            raise
        for found in dated_back(self.trust, report) if self.fetched else ():
            self.notes.append(f"{sentence_of(found)} [{found.code}]; {advice_of(found)}")
        try:
            folder = str((self.git.work_folder or self.git.folder).absolute())
            remember(self.trust, report, self.now, fetched=self.fetched, folder=folder)
        except GovtoolError as error:
            # A full disk must keep nobody from looking and voting: the next command verifies the same again.
            self.notes.append(f"this computer could not save how far it verified main: {error.message}")
        return report

    @cached_property
    def book(self) -> Book:
        """The verified book. Raises Refused where main cannot be trusted at all."""
        report = self.report
        if report.book is None:
            raise Refused(report.findings)
        for found in () if self.takes_future else report.book.ahead(self.now):
            self.notes.append(f"{sentence_of(found)} [{found.code}]; nothing is signed; {advice_of(found)}")
        if report.findings:
            since = (report.book.page.void_since or "")[:12]
            self.notes.append(f"main holds unauthorised commits since {since}; the state before them stays in force")
        self.notes.extend(pin_here(self.git, report.genesis))
        return report.book

    # The person --------------------------------------------------------------------------------------------------

    @cached_property
    def key(self) -> SigningKey:
        """The key that git signs with. Raises GovtoolError with what to type where there is none that can be used."""
        return signing_key(self.git)

    @cached_property
    def member(self) -> Member:
        """The person whose key it is. Raises GovtoolError where the registry does not know the key."""
        blob, name = self.key.public_key.base64, self.git.setting(MEMBER_SETTING) or ""
        found = Member.of(self.book.state, name) if is_id(name) else None
        if found is None or found.key(blob) is None:
            found = next((member for member in Member.all(self.book.state) if member.key(blob) is not None), None)
            if found is not None:
                # whose key it is, is a question to all members: the next command asks this one first
                with suppress(GovtoolError):
                    self.git.set_setting(MEMBER_SETTING, found.id)
        if found is None:
            name = organization_of(self.book.state).name
            raise GovtoolError(
                f"your key {self.key.public_key.fingerprint} is not registered with {name}",
                "sign with a registered key: git config user.signingKey FILE; to register this one, "
                "if you have another:"
                " govtool key rotate FILE; not a member yet: govtool status",
            )
        return found

    @property
    def known_member(self) -> Member | None:
        """The person whose key it is; None where the registry does not know it, or there is none."""
        try:
            return self.member
        except GovtoolError:
            return None

    @property
    def author(self) -> str:
        """The name and e-mail address that git has for the person. For display only: no rule reads it."""
        name, email = self.git.setting("user.name"), self.git.setting("user.email")
        if not name or not email:
            # who comes from outside has no record yet, and may have told git nothing
            known = self.key.public_key.base64
            mine = next((member.id for member in Member.all(self.book.state) if member.key(known)), "newcomer")
            name, email = name or mine, email or f"{mine}@govtool.invalid"
        clean = str.maketrans("", "", "<>\n\r\0")
        return f"{name.translate(clean)} <{email.translate(clean)}> {seconds_of(self.now)} +0000"

    # Signing and sending -----------------------------------------------------------------------------------------

    def sign_file(self, parent: CommitId, place: str, data: bytes, trailer: str, title: str) -> CommitId:
        """Signs a commit that adds one file (its path from the repository's top) to a parent."""
        tree = self.git.loose_commit(parent).tree
        tree = self.git.with_files(tree, {place: Entry(FILE, self.git.write("blob", data))}, write=True)
        return self.sign_tree(parent, tree, f"{title}\n\n{trailer}: {digest_of(data)}\n")

    def sign_tree(self, parent: CommitId, tree: str, message: str, author: str = "") -> CommitId:
        """Signs a commit of a tree on a parent, by the person as git names them unless `author` is given.

        Raises Refused while main is dated ahead of the clock.
        """
        if not self.takes_future:
            self.book.refuse_ahead(self.now)
        author = author or self.author
        return self.git.write("commit", sign_commit(self.key, tree, (parent,), author, author, message))

    @cached_property
    def outbox(self) -> Outbox:
        """The papers that were signed here and are not delivered yet."""
        return Outbox(self.git, self.remote)

    def send(
        self,
        place: Place,
        commit: CommitId,
        *,
        instead_of: Place | None = None,
        main: CommitId | None = None,
        races: bool = False,
        keeps: bool = False,
    ) -> bool:
        """Delivers a signed commit to its branch, or leaves it in the outbox, with `keeps` at once. Tells which of the
        two is true. `place` is the branch as it was when the commit was judged.

        If the remote refuses it, that is noted with the server's words and the way to take it back. Raises LostRace if
        another command of the person was faster here: nothing is kept then. With `races` it is raised also if another
        computer was faster at the remote: the caller looks again, and the commit is in the outbox meanwhile.
        """
        if not self.outbox.put(place, commit, instead_of=instead_of, main=main):
            what = f"another command of yours was faster at {cargo(place.branch)}; nothing was sent"
            raise LostRace(what, "do it again")
        put = replace(place, waiting=commit)
        if keeps or self.is_alone:
            return False
        try:
            self._deliver(put)
        except NoAccess as error:
            self.notes += [f"{error.message}; it is signed and kept", f"{error.hint}; then govtool status"]
            return False
        except Unreachable as error:
            self.notes.append(f"{error.message}; it is signed and kept, and the next command sends it")
            return False
        except PushRefused as error:
            self.notes.append(f"{error.message}; it is signed and kept, and the next command sends it again")
            if command := taken_back_by(place.branch):
                self.notes.append(f"to take it back: {command}")
            return False
        except LostRace as error:
            return self._lost(put, commit, error, races=races)
        return True

    def _lost(self, place: Place, commit: CommitId, error: LostRace, *, races: bool) -> bool:
        """Whether a paper was delivered although its branch had moved: another command may have sent this commit."""
        if self.remote.pushes_elsewhere:
            # A fork is never fetched, so nobody is faster there: its owner laid something on that branch before.
            # It is pushed over, since a forge closes the pull request of a branch that is taken away.
            by_hand = f"git push -f {self.remote.name} {commit[:12]}:refs/heads/{place.branch}"
            self.notes.append(f"your fork holds another text of {cargo(place.branch)} already; it is signed and kept")
            self.notes.append(f"to replace that: {by_hand}; then govtool status")
            return False
        self.look_again()
        if self.remote.head(place.branch) == commit:
            self.outbox.delivered(self.outbox.place(place.branch), commit)
            return True
        if races:
            raise error
        self.notes.append(f"{error.message}; it is signed and kept: govtool status says what to do")
        return False

    def look_again(self) -> None:
        """Forgets what was looked at, and fetches, because somebody was faster. Keeps earlier verification."""
        for name in ("head", "report", "book", "member"):
            self.__dict__.pop(name, None)
        self._ask()

    def empty_outbox(self) -> None:
        """Sends again everything that was not delivered yet, but never over what its signer could not know of."""
        for branch, commit in self.outbox.waiting().items():
            place = self.outbox.place(branch)
            if place.waiting != commit:
                continue
            if self.outbox.use_of_name(branch, commit) == "same":
                self.outbox.drop(branch, commit)
            elif self.outbox.is_stranded(place):
                # A later paper from the person's other computer would be lost, or contradicted.
                self.notes.append(f"{cargo(branch)} was signed here but not sent: {stranded_words(branch)}")
            else:
                self._deliver_again(place, commit)

    def _deliver_again(self, place: Place, commit: CommitId) -> None:
        try:
            self._deliver(place)
            self.notes.append(f"delivered {cargo(place.branch)}, which was signed earlier")
        except (Unreachable, LostRace, PushRefused) as error:
            if self.outbox.place(place.branch).waiting == commit:
                self.notes.append(f"{cargo(place.branch)} is signed but not delivered: {error.message}")

    def _deliver(self, place: Place) -> None:
        """Delivers what waits for a branch, if that is still as it was seen."""
        branch, commit = place.branch, place.waiting or ""
        # a fork is never fetched: what lies there is what was sent there last
        there = place.sent if place.there is None and self.remote.pushes_elsewhere else place.there
        if there != commit:
            self.remote.push([Update(f"refs/heads/{branch}", commit, there or ZERO)])
            self.delivered[branch] = commit
        self.outbox.delivered(place, commit)

    @property
    def undelivered(self) -> tuple[str, ...]:
        """The branches that wait in the outbox, and that the next command can send."""
        stranded = {place.branch for place in self.outbox.stranded()}
        return tuple(branch for branch in self.outbox.waiting() if branch not in stranded)


def pin_here(git: Git, genesis: Digest) -> Iterator[str]:
    """Pins an identity in a clone that pins none, if the clone can be written to. Gives what to tell the person."""
    if git.setting(GENESIS_SETTING) is not None:
        return
    try:
        git.set_setting(GENESIS_SETTING, genesis)
    except GovtoolError as error:
        yield f"this clone could not keep the founding fingerprint: {error.message}"
    else:
        yield f"trusted on first use: {genesis}; compare it with another member's"


def verified(
    git: Git, head: CommitId, trust: TrustStore, progress: Progress = no_progress, pinned: Digest | None = None
) -> Report:
    """Main at a head, verified from where this computer verified it last. `remember` keeps how far it is now.

    Raises Refused where the history begins with another genesis than the pinned one, or where it does not hold, on its
    first-parent chain, the head that was verified here before.
    """
    genesis = claimed_genesis(git, head) or pinned
    if pinned is not None and genesis != pinned:
        if not holds_founding(git, head, pinned):
            raise Refused([other_founding(git, head, trust, genesis or "?", pinned)])
        # Somebody pushed another minute 0: an unauthorised change, and no other organisation.
        genesis = pinned
    pin = trust.find(genesis) if genesis else None
    since = book_of_pin(git, pin, head) if pin is not None and pin.is_verified else None
    if since is not None and since.page.head == head:
        return resumed(since, head)
    from govtool.roles.minutes.auditor import audit
    from govtool.roles.minutes.processes import cores

    if since is not None:
        return audit(git, head, progress=progress, since=since)
    report = audit(git, head, pinned or (pin.genesis if pin else None), progress, cores=cores())
    _refuse_unknown_history(trust, report, pinned)
    return report


def _refuse_unknown_history(trust: TrustStore, report: Report, pinned: Digest | None) -> None:
    """Refuses a history that was audited as a new one and is not. It is a look-alike of an organisation that is known
    here, or one that lost commits verified here before.
    """
    book = report.book
    if book is None:
        return
    other = taken_for(trust, report.genesis, organization_of(book.state).name, pinned)
    if other is not None:
        raise Refused([other_founding(book.git, report.head, trust, report.genesis, other.genesis)])
    pin = trust.find(report.genesis)
    if pin is not None and pin.good and not book.is_on_main(pin.good):
        raise Refused([finding("history", head=pin.good[:12])])


def book_of_pin(git: Git, pin: Pin, head: CommitId) -> Book:
    """The book at the page that was verified last, to go on from there to a head of main. Commits without authority may
    have been removed from main since; nothing else may. Raises Refused if the repository lost its commits.
    """
    if pin.void_since and pin.head not in git.first_parents(head):
        pin = replace(pin, head=pin.good, void_since="")
    if not git.has(pin.head) or not git.has(pin.good):
        raise Refused([finding("history", head=pin.head[:12])])
    voids = (VoidSpan(*span) for span in pin.voids)
    return book_at(git, pin.good, pin.head, pin.void_since or None, founded=pin.founded, voids=voids)


def remember(trust: TrustStore, report: Report, now: Instant, *, fetched: bool = False, folder: str = "") -> None:
    """Keeps how far a history was verified, when it was fetched last, and the clone that a person used last. A history
    that could not be read to its end is not remembered.
    """
    book = report.book
    if book is None or any(found.code in ("missing_object", "genesis") for found in report.findings):
        return
    page, old = book.page, trust.find(report.genesis)
    pin = Pin(
        genesis=report.genesis,
        name=organization_of(book.state).name,
        pinned_at=old.pinned_at if old else now,
        head=page.head,
        good=page.good,
        void_since=page.void_since or "",
        founded=book.founded,
        voids=tuple((span.since, span.until) for span in book.voids),
        folder=folder or (old.folder if old else ""),
    )
    seen_at = old.seen_at if old is not None and old.head == pin.head else ""
    if fetched and (not seen_at or add(seen_at, RUN) <= now):
        seen_at = now
    pin = replace(pin, seen_at=seen_at)
    if pin != old:
        trust.put(pin)
