"""Whether the organisation winds up or is closed, and with how much open a creditor agreed to it."""

from __future__ import annotations

import pytest

from govtool.core.state import State
from govtool.domain.constitution.ending import WindingUp, is_closed, is_winding_up
from govtool.errors import Refused
from tests.world.golden import golden
from tests.world.source import Memory


def ending(**values: object) -> WindingUp:
    """The example, in which Alice agreed with 30,000 open, but for what is given."""
    return WindingUp.read({**golden(WindingUp)[WindingUp.home.path()].data(), **values})


def test_it_goes_on_winds_up_or_is_closed() -> None:
    goes_on = State(Memory())
    assert (WindingUp.of(goes_on), is_winding_up(goes_on), is_closed(goes_on)) == (None, False, False)
    begun = State(Memory({WindingUp.home.path(): ending()}))
    assert (WindingUp.of(begun), is_winding_up(begun), is_closed(begun)) == (ending(), True, False)
    over = State(Memory({WindingUp.home.path(): ending(closed_at="2027-01-01T10:00:00Z")}))
    assert (is_winding_up(over), is_closed(over)) == (True, True)


@pytest.mark.parametrize(
    ("creditor", "owed", "agreed"),
    [("alice", 29_999, True), ("alice", 30_000, True), ("alice", 30_001, False), ("bob", 1, False)],
)
def test_a_creditor_agreed_to_so_much_and_no_more(creditor: str, owed: int, agreed: bool) -> None:
    assert ending().covers(creditor, owed) is agreed


def test_nobody_agrees_to_nothing() -> None:
    with pytest.raises(Refused):
        ending(accepted=[{"creditor": "alice", "owed_minor": 0}])
