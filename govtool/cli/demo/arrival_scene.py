"""The scene of the demo in which somebody comes from outside: application, probation, extension, last vote, member."""

from __future__ import annotations

import json

from govtool.cli.demo.stage import Stage
from govtool.core.times import Instant
from govtool.errors import GovtoolError

NAME = "frank"


def arrive(stage: Stage) -> None:
    """Plays the scene. Alice, Bob, Carol and Dan are the team `platform`; Frank is a full-time member at its end."""
    stage.scene("6. Frank comes from outside, and becomes a full-time member by the last vote on him")
    stage.make_key(NAME)
    stage.clone(NAME)
    line = 'govtool apply --id frank --name "Frank Lee" --hours 40h --text "I taught myself."'
    stage.types(NAME, line)
    stage.types("carol", "govtool nominate frank --team platform", shows=("You nominate",))
    stage.run_clerk()
    _vote(stage, "5", "4 of 7 votes are for him; a week later", {"alice": "for", "bob": "for"})
    stage.types(NAME, "govtool status", shows=("in probation", "next:"))
    stage.turn_to(_due_at(stage))
    stage.run_clerk()
    _vote(
        stage,
        "6",
        "then his team votes: 3 of its 6 votes are for him, and 3/4 are needed",
        {"alice": "for", "carol": "for", "bob": "against"},
    )
    stage.turn_to(_due_at(stage))
    stage.run_clerk()
    _vote(
        stage,
        "7",
        "90 days later the last vote opens by itself: 5 of 6",
        {"alice": "for", "bob": "for", "carol": "for"},
    )
    stage.types(NAME, "govtool status", shows=("Frank Lee",))


def _vote(stage: Stage, number: str, what: str, choices: dict[str, str]) -> None:
    stage.vote(number, choices)
    stage.turn_clock("P7D")
    stage.narrate(f"({what})")
    stage.clerk(shows=(f"{int(number):04d} ",), but=("gathered",))


def _due_at(stage: Stage) -> Instant:
    """When the next vote on the probation opens."""
    said = stage.runs("alice", ["govtool", "list", "probations", "--json"])
    found = json.loads(said[said.index("[") :])
    if len(found) != 1:
        raise GovtoolError(f"{len(found)} people are in probation, not one", "this is a bug of the demo")
    return str(found[0]["due_at"])
