"""The table of commands: their names, their summaries in the help, and the wing of each module.

It imports none of them, so that `govtool --help`, completion and the git hook start at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

# The whole program finds by this name the desk that a command worked on.
DESK = "govtool.desk"


class Command(NamedTuple):
    """A command: its name, its summary in the help (at most 45 letters), and the folder of `cli` with its module.

    `below` are the names of the commands in it, if it is a group; None if only its module knows them.
    """

    name: str
    told: str
    wing: str
    below: str | None = ""

    @property
    def module(self) -> str:
        """The full name of the module that holds it."""
        return f"govtool.cli.{self.wing}.{self.name}"


_HOURS = "log correct start stop approve dispute list report"
_TREASURY = "income expense claim undo settle confirm contest failed reconcile"

FEDERATION = "Federation"
"""The group of commands that only a federation has."""
_FEDERATION = (
    "home enrol affiliate end-affiliation merge prove change-affiliate leave stay case complain-affiliate answer appeal"
)

GROUPS: dict[str, tuple[Command, ...]] = {
    "Your day": (
        Command("status", "show what waits for you", "day"),
        Command("vote", "vote on open proposals", "day"),
        Command("sign", "sign what waits for your signature", "day"),
        Command("retract", "take back what waits for a second signature", "day"),
        Command("propose", "ask for a decision", "day", None),
        Command("edit", "change a draft", "day"),
        Command("withdraw", "take back a proposal of yours", "day"),
        Command("publish", "ask the clerk to merge unprotected files", "day"),
        Command("calendar", "list coming dates", "day"),
    ),
    "People": (
        Command("register", "join as a volunteer", "people"),
        Command("apply", "ask to become a member", "people"),
        Command("receive", "bring in an application from outside", "people"),
        Command("review", "write about an applicant", "people"),
        Command("nominate", "ask all members to vote on an applicant", "people"),
        Command("away", "be away for a while", "people"),
        Command("back", "end your absence", "people"),
        Command("reduce", "commit fewer hours", "people"),
        Command("recuse", "declare a conflict of interest", "people"),
        Command("object", "ask, or object to an open proposal", "people"),
        Command("respond", "answer an objection to your proposal", "people"),
        Command("lift", "take your objection back", "people"),
        Command("note", "report on a trial of yours", "people"),
        Command("complain", "complain about a member", "people"),
        Command("answer", "answer a complaint about you", "people"),
        Command("appeal", "appeal against your expulsion", "people"),
        Command("incapacity", "report a death or incapacity", "people"),
        Command("dormant", "name absent members", "people"),
        Command("documents", "keep texts outside the repository", "people", "add check find"),
        Command("close", "close the books permanently", "people", "books accept"),
        Command("resign", "leave the co-operative", "people"),
    ),
    "Hours, money": (
        Command("hours", "record your hours, approve those of others", "work", _HOURS),
        Command("owed", "show wages owed, and a person's statement", "work"),
        Command("treasury", "show the accounts, record, reconcile", "money", _TREASURY),
        Command("export", "export payments, advices and the ledger", "money", "payments slips book"),
        Command("forgive", "waive wages that you are owed", "money"),
    ),
    "Look up": (
        Command("show", "show anything: a proposal, a person, a rule", "lookup"),
        Command("tally", "count a vote, also with what-if choices", "lookup"),
        Command("list", "list proposals, members, teams, policies", "lookup"),
        Command("log", "list what happened", "lookup"),
        Command("whoami", "show who you are here", "lookup"),
        Command("help", "explain a command, or a group of commands", "terminal"),
        Command("version", "print the version", "terminal"),
    ),
    "Set up": (
        Command("init", "found a co-operative", "setup"),
        Command("key", "make, list and revoke your keys", "setup", "sheet object setup list rotate prove revoke"),
        Command("forge", "set up govtool on GitHub", "setup", "files setup"),
        Command("doctor", "check your set-up", "setup"),
        Command("completion", "complete commands in your shell", "terminal"),
        Command("demo", "build a co-operative to look around in", "demo"),
    ),
    "Prove": (
        Command("check", "judge a change before it is merged", "prove"),
        Command("audit", "recompute everything on main", "prove"),
        Command("trust", "pin founding fingerprints", "prove", "add list remove"),
        Command("signatures", "list who signed the commits of a repository", "prove"),
        Command("simulate", "count made-up votes and payouts", "prove", "tally payout choice bylaws"),
    ),
    "Machinery": (
        Command("clerk", "open, receive, decide and enact", "machinery"),
        Command("guard", "refuse bad pushes on a server", "machinery", "install"),
        Command("handover", "replace the clerk's keys without the clerk", "machinery", "propose sign apply"),
        Command("take", "bring in a file that somebody signed", "machinery"),
        Command("digest", "report the news, to post or to subscribe to", "machinery"),
        Command("schema", "show the fields of each kind of file", "machinery"),
    ),
    FEDERATION: (Command("federation", "take part in a federation", "federation", _FEDERATION),),
}


FIRST = (
    *("status", "vote", "sign", "propose", "calendar", "away"),
    *("hours", "owed", "show", "list", "log", "doctor"),
)
"""The commands of the first help: what a member needs. The rest is shown by group."""

TOPICS: dict[str, tuple[str, str]] = {
    "day": ("Your day", "vote, sign, propose, and what waits for you"),
    "people": ("People", "join, be away, object, complain, leave"),
    "money": ("Hours, money", "hours, wages owed, the treasury, payments"),
    "look": ("Look up", "find and show anything"),
    "setup": ("Set up", "found a co-operative, keys, your computer"),
    "prove": ("Prove", "check and recompute what others claim"),
    "machinery": ("Machinery", "run the clerk, guard a server"),
    "federation": (FEDERATION, "homes, affiliates, cases"),
}
"""The word for each group of commands behind `govtool help`, with its title and its summary."""


def every_command() -> Iterator[Command]:
    """All commands, in the order of the help."""
    for commands in GROUPS.values():
        yield from commands


def command_of(name: str) -> Command | None:
    """The command of a name; None if there is none."""
    return next((command for command in every_command() if command.name == name), None)
