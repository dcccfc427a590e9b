"""Shows the opening balances of a founding: the wages owed with their dates, and the treasury."""

from __future__ import annotations

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.organization import shown
from govtool.domain.money.account import owed_all
from govtool.domain.money.treasury import treasury_of


def tell_opening(state: State, at: Instant) -> None:
    """Prints the opening balances of the organisation; nothing if there are none."""
    owed = owed_all(state, at)
    if owed:
        say(f"  wages owed already: {shown(state, sum(each.owed_minor for each in owed))}")
        for each in owed:
            say(f"    {each.creditor}: {shown(state, each.owed_minor)}, since {each.since}")
    for pot in treasury_of(state).pots:
        if pot.balance_minor:
            say(f"  in the account {pot.account}: {shown(state, pot.balance_minor)}")


def opening_data(state: State, at: Instant) -> dict[str, object]:
    """The books of a founding for a program."""
    pots = [pot for pot in treasury_of(state).pots if pot.balance_minor]
    owed = [picked(each, "creditor owed_minor since") for each in owed_all(state, at)]
    return {"owed": owed, "treasury": [picked(pot, "account balance_minor") for pot in pots]}
