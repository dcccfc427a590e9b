"""The scenes of the demo: five founders with seven votes, from the founding to an audit, and the tricks that fail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from govtool.cli.demo.arrival_scene import arrive
from govtool.cli.demo.money_scene import pay
from govtool.cli.demo.stage import Stage, votes
from govtool.cli.demo.trick import Trickster
from govtool.core.ids import MemberId, ProposalNumber
from govtool.core.times import Instant
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.docket import open_entries
from govtool.domain.money.account import Account
from govtool.io.git.git import Git
from govtool.roles.minutes.book import MAIN, book_at

FOUNDERS = {
    "alice": ("Alice Lee", 40, "platform"),
    "bob": ("Bob Roy", 40, "platform"),
    "carol": ("Carol Diaz", 10, "platform"),
    "dan": ("Dan Okafor", 10, "platform"),
    "erin": ("Erin Wolf", 10, ""),
}
# In the past, so that the clone that it leaves holds no minute ahead of the clock of whoever looks around in it.
BEGINS_AT: Instant = "2025-01-06T18:00:00Z"

_REMOTE_WORK = "# Remote work\n\nEverybody works where they like. We meet on Mondays.\n"
_OFFICE = "# An office\n\nWe rent two rooms downtown.\n"


def play(folder: Path, now: Instant) -> ProposalNumber:
    """Plays every scene in an empty folder, and gives the number of the proposal that stays open from now on.

    Raises GovtoolError if anything does not come out as it must.
    """
    with Stage(folder, BEGINS_AT, (*FOUNDERS, "vera", "mallory", "frank", "ci", "visitor")) as stage:
        _found(stage)
        tricks = Trickster(stage)
        _pass(stage, tricks)
        _reject(stage, tricks)
        _refuse_pushes(stage)
        _amend(stage)
        arrive(stage)
        pay(stage)
        _choose(stage)
        _audit(stage)
        number = _open(stage, now)
        stage.leave((*FOUNDERS, "frank", "ci"))
        return number


def _found(stage: Stage) -> None:
    stage.scene("1. Five people found a co-operative; Vera helps as a volunteer")
    keys = {name: stage.make_key(name) for name in (*FOUNDERS, "vera", "mallory")}
    stage.clone("alice")
    stage.runs("alice", ["govtool", "guard", "install", str(stage.bare)])
    rows = [_row(name, keys[name], *what) for name, what in FOUNDERS.items()]
    rows.append(f'- {{id: vera, name: "Vera Blum", membership: "none", keys: ["{keys["vera"]}"]}}\n')
    (stage.folder / "people.yaml").write_text("".join(rows))
    line = 'govtool init --yes --name "Kettle Co-operative" --currency EUR --people ../people.yaml --me alice'
    stage.types("alice", line, shows=("founding fingerprint", "Thresholds"), hidden=("--charter", "founding-document"))
    stage.narrate(
        "(Alice and Bob work full-time and have 2 votes, Carol, Dan, Erin part-time and have 1; the others accept"
    )
    stage.narrate("with govtool sign, and the clerk, which holds a key of its own, takes it in)")
    others = ("bob", "carol", "dan", "erin")
    stage.clone(*others)
    stage.run_at_once([(name, ["govtool", "sign", "--yes"]) for name in others])
    stage.start_clerk("alice")
    stage.run_clerk()


def _row(name: MemberId, key: str, called: str, hours: int, teams: str) -> str:
    """A founder's row of the people who are founded with."""
    return f'- {{id: {name}, name: "{called}", hours: {hours}, founder: true, teams: [{teams}], keys: ["{key}"]}}\n'


def _propose(stage: Stage, name: str, policy: str, title: str, text: str, shows: Sequence[str] = ()) -> None:
    (stage.clone_of(name) / f"{policy}.md").write_text(text)
    line = f'govtool propose adopt-policy --policy {policy} --title "{title}" --text {policy}.md'
    stage.types(name, line, hidden=["--yes", "--summary", title], shows=shows)
    stage.run_clerk()


def _pass(stage: Stage, tricks: Trickster) -> None:
    stage.turn_clock("P1D")
    stage.scene("2. A policy passes with 4 of 7 votes, whatever strangers send")
    _propose(stage, "alice", "remote-work", "Remote work", _REMOTE_WORK, ("decided by",))
    stage.types("bob", "govtool vote 1 for", shows=("elivered",), meanwhile=votes("1", {"alice": "for", "dan": "for"}))
    stage.types("dan", 'govtool vote 1 against --reason "I like our kitchen"')
    stage.narrate("(Alice voted for; Dan had too, and changed his mind. Mallory forges Erin's ballot; Vera votes)")
    tricks.forge("0001", "erin")
    tricks.volunteer("0001")
    stage.turn_clock("P2D")
    shown = ("not voted, of", "dan ", "erin (", "vera (")
    stage.types("carol", "govtool tally 1", shows=shown, but=("Have not voted:",), status=11)
    stage.clerk(shows=("passed", "enacted"))


def _reject(stage: Stage, tricks: Trickster) -> None:
    stage.scene("3. An office fails by one vote; the server refuses a decision with something added")
    _propose(stage, "bob", "office", "An office", _OFFICE)
    stage.vote("2", {"bob": "for", "carol": "for", "alice": "against", "dan": "against", "erin": "against"})
    stage.narrate("(Mallory sends Alice's ballot of the first vote again, for this one)")
    tricks.replay("0001", "0002", "alice")
    stage.types("erin", "govtool tally 2", shows=("not voted, of", "opening"), status=11)
    stage.run_clerk()
    stage.turn_clock("P2D")
    stage.narrate("(a thief of the clerk's key decides it, and makes Mallory a member in the same commit)")
    refusal = tricks.pay_oneself("0002", stage.clerk_key)
    stage.narrate("the server refused: " + refusal.partition(" refused: ")[2].partition(";")[0])
    stage.clerk(shows=("rejected",))


def _refuse_pushes(stage: Stage) -> None:
    stage.scene("4. Nobody edits the registry by hand")
    record = stage.clone_of("mallory") / Member.home.path("vera")
    stage.runs("mallory", ["git", "pull", "-q", "origin", "main"])
    record.write_text(record.read_text().replace("committed_minutes_per_week: 0", "committed_minutes_per_week: 2400"))
    stage.runs("mallory", ["git", "commit", "-qam", "Small correction"])
    stage.types("mallory", "git push -q origin main", shows=("[unauth", "was refused"), status=1)


def _amend(stage: Stage) -> None:
    stage.scene("5. An amendment of the bylaws needs 5 of 7, its whole period, and a week before it holds")
    line = "govtool propose amend-bylaws --set rules.ordinary.period=P14D"
    wage = ["--class", "wage", "--to", "20.00", "--starts-on", "2025-03-01", "--title", "Wage: 20.00 an hour"]
    stage.types(
        "carol",
        line,
        hidden=["--yes", "--title", "Two weeks"],
        shows=("decided by",),
        meanwhile=[("erin", ["govtool", "propose", "set-wage", *wage, "--yes"])],
    )
    stage.run_clerk()
    for number in ("3", "4"):
        stage.vote(number, {"alice": "for", "bob": "for"})
    stage.types("dan", "govtool tally 3 --if dan=for", shows=("now",), status=11)
    stage.types("dan", "govtool vote 3 for")
    stage.turn_clock("P14D")
    stage.clerk(shows=("0003",), but=("gathered",))
    stage.turn_clock("P7D")
    stage.clerk(shows=("0003",))
    stage.narrate("(meanwhile they also set the wage of an hour: 20.00)")


def _choose(stage: Stage) -> None:
    stage.scene("8. The co-operative chooses its name among three, and none")
    names = {"spwc": "Socialist Programmers", "red-keys": "Red Keys", "teapot": "Teapot"}
    options = [
        word for each, name in names.items() for word in ("--option", f"{each}: rename-organization --to '{name}'")
    ]
    line = "govtool propose choice --title 'Our name'"
    stage.narrate("(three options, typed as --option 'teapot: rename-organization --to Teapot')")
    stage.types("erin", line, hidden=[*options, "--yes"], shows=("compared",))
    stage.run_clerk()
    others = {"alice": "spwc,red-keys", "bob": "spwc,red-keys", "carol": "red-keys,spwc", "dan": "red-keys,none"}
    shows = ("before", "chosen", "spwc  ", "red-keys  ", "teapot  ")
    stage.types("frank", "govtool vote 9 red-keys,spwc,none", shows=("delivered",), meanwhile=votes("9", others))
    stage.vote("9", {"erin": "teapot,red-keys"})
    stage.turn_clock("P2D")
    stage.types("erin", "govtool tally 9", shows=shows, but=(" vote",), status=11)
    stage.clerk(shows=("0009",), but=("gathered",))


def _audit(stage: Stage) -> None:
    stage.scene("9. A visitor recomputes everything in a fresh clone without network, and once with one cent moved")
    stage.clone("visitor")
    stage.runs("visitor", ["git", "remote", "remove", "origin"])
    shown = ("audit passed", "ballots", "signatures")
    stage.types("visitor", "govtool audit --ref main", shows=shown, is_joined=True)
    account = stage.clone_of("visitor") / Account.home.path("frank")
    account.write_text(account.read_text().replace("remaining_minor: 36000", "remaining_minor: 36001"))
    stage.types("visitor", "git commit -qam 'One cent more for Frank'")
    stage.types("visitor", "govtool audit --ref main", shows=("[tree",), status=10)


def _open(stage: Stage, now: Instant) -> ProposalNumber:
    """One vote stays open, so that a person who watched can vote; it opens now, by their own clock."""
    stage.turn_to(now)
    (stage.clone_of("bob") / "bench.md").write_text("# A bench\n\nWe build a bench in the yard.\n")
    title = "A bench in the yard"
    policy = ["--policy", "bench", "--text", "bench.md", "--title", title, "--summary", title]
    stage.runs("bob", ["govtool", "propose", "adopt-policy", *policy, "--yes"])
    stage.run_clerk()
    git = Git(stage.bare)
    (entry,) = open_entries(book_at(git, git.ref(MAIN) or "").state)
    return entry.number
