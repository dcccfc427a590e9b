"""What an entry came from: one statement, one proposal, or the founding."""

from __future__ import annotations

import pytest

from govtool.domain.constitution.origin import Origin, from_founding, from_proposal, from_statement
from govtool.errors import Refused


def test_each_of_the_three_names_itself() -> None:
    assert from_statement("bob", 7).data() == {"member": "bob", "statement": 7}
    assert from_proposal("0003").data() == {"proposal": "0003"}
    assert from_founding().data() == {"founding": True}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"member": "bob"},
        {"statement": 7},
        {"member": "bob", "proposal": "0003"},
        {"member": "bob", "founding": True},
        {"member": "bob", "statement": 7, "proposal": "0003"},
        {"member": "bob", "statement": 7, "founding": True},
        {"proposal": "0003", "founding": True},
        {"founding": False},
        {"member": "bob", "statement": 0},
        {"member": "bob", "statement": 10**12},
    ],
)
def test_nothing_else_is_an_origin(values: dict[str, object]) -> None:
    with pytest.raises(Refused):
        Origin.read(values)


@pytest.mark.parametrize("number", [1, 10**12 - 1])
def test_a_statement_has_a_number(number: int) -> None:
    assert Origin.read({"member": "bob", "statement": number}).statement == number
