"""The table of commands: their names, what the help says of each, and the wing in which its module lies.

It imports none of them, so that `govtool --help`, completion and the git hook start at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Command(NamedTuple):
    """A command: its name, what the help says in a few words, and the folder of `cli` that holds its module."""

    name: str
    told: str
    wing: str

    @property
    def module(self) -> str:
        """The full name of the module that holds it."""
        return f"govtool.cli.{self.wing}.{self.name}"


GROUPS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    (
        "Your day",
        (
            Command("status", "what waits for me", "day"),
            Command("vote", "vote on what is open", "day"),
            Command("sign", "sign what waits for my signature", "day"),
            Command("retract", "take back what waits for a second signature", "day"),
            Command("propose", "ask for a decision", "day"),
            Command("edit", "change a draft", "day"),
            Command("withdraw", "take a proposal of mine back", "day"),
            Command("publish", "ask the clerk to merge what is free", "day"),
            Command("calendar", "what is to come", "day"),
        ),
    ),
    (
        "People",
        (
            Command("register", "come in as a volunteer", "people"),
            Command("apply", "ask to become a member", "people"),
            Command("receive", "bring in what came from outside", "people"),
            Command("review", "write about who applies", "people"),
            Command("nominate", "have all vote on who applied", "people"),
            Command("away", "be away for a while", "people"),
            Command("back", "be back", "people"),
            Command("reduce", "commit fewer hours", "people"),
            Command("recuse", "declare a conflict of interest", "people"),
            Command("complain", "complain about a member", "people"),
            Command("answer", "answer a complaint about me", "people"),
            Command("appeal", "appeal against my expulsion", "people"),
            Command("incapacity", "somebody died or can act no more", "people"),
            Command("dormant", "name who is not heard from", "people"),
            Command("documents", "texts kept outside, by digest", "people"),
            Command("close", "close the books for good", "people"),
            Command("resign", "leave", "people"),
        ),
    ),
    (
        "Hours, money",
        (
            Command("hours", "record mine, approve those of others", "work"),
            Command("owed", "wages owed, and a person's statement", "work"),
            Command("treasury", "what there is; book, settle, reconcile", "money"),
            Command("export", "payment files, slips, the book", "money"),
            Command("forgive", "give up wages that I am owed", "money"),
        ),
    ),
    (
        "Look up",
        (
            Command("show", "show anything: a proposal, a person, a rule", "lookup"),
            Command("tally", "count a vote, or what if", "lookup"),
            Command("list", "list proposals, members, teams, policies", "lookup"),
            Command("log", "what happened", "lookup"),
            Command("whoami", "who I am here", "lookup"),
        ),
    ),
    (
        "Set up",
        (
            Command("init", "found a co-operative", "setup"),
            Command("key", "my keys", "setup"),
            Command("forge", "run it on GitHub", "setup"),
            Command("doctor", "what is not as it should be", "setup"),
            Command("completion", "complete commands in my shell", "terminal"),
            Command("demo", "a co-operative to look around in", "demo"),
        ),
    ),
    (
        "Prove",
        (
            Command("check", "judge a change before it lands", "prove"),
            Command("audit", "recompute all that landed", "prove"),
            Command("trust", "the identities that I pinned", "prove"),
            Command("signatures", "who signed the commits of any repository", "prove"),
            Command("simulate", "count made-up votes and payouts", "prove"),
        ),
    ),
    (
        "Machinery",
        (
            Command("clerk", "open, gather, decide, enact", "machinery"),
            Command("guard", "refuse bad pushes on a server", "machinery"),
            Command("handover", "new clerk keys without the clerk", "machinery"),
            Command("take", "bring in a bundle", "machinery"),
            Command("digest", "what happened, to post or to subscribe to", "machinery"),
            Command("schema", "fields of each kind of file", "machinery"),
        ),
    ),
)


def every_command() -> Iterator[Command]:
    """All commands, in the order of the help."""
    for _, commands in GROUPS:
        yield from commands


def command_of(name: str) -> Command | None:
    """The command of a name, None where there is none."""
    return next((command for command in every_command() if command.name == name), None)
