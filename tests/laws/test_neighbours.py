"""A law of the whole: no signed paper is ever lost without a word, and none is there twice.

Real commands in random histories: two members with two computers each, a late clerk, two commands at once, kill -9.
`python -m tests.world.driver 100 60` looks further, as does HYPOTHESIS_PROFILE=search.
"""

from __future__ import annotations

import os
import random

import pytest

from govtool.domain.decisions.statement import last_number
from tests.world.coop import Coop
from tests.world.driver import History, begin
from tests.world.laptop import Laptop

SEEDS, STEPS = (60, 40) if os.environ.get("HYPOTHESIS_PROFILE") == "search" else (2, 9)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_signed_paper_is_lost_without_a_word_and_none_is_there_twice(coop: Coop, seed: int) -> None:
    History(coop, random.Random(seed)).live(STEPS)


def test_of_five_commands_at_once_each_gets_a_number_of_its_own(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    commands = [begin(alice, "hours", "log", "--hours", "0:01", "--task", f"task-{place}") for place in range(5)]
    assert [command.wait() for command in commands] == [0] * 5, [command.text for command in commands]
    assert all("You recorded" in command.text for command in commands)
    coop.run_clerk()
    assert last_number(coop.registry, "alice") == 5
    told = {int(command.text.partition("as your statement ")[2].split(";")[0].split(",")[0]) for command in commands}
    assert told == {1, 2, 3, 4, 5}
