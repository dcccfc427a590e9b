"""The guard in a federation: what many people may decide with less than half of all, who decides on keys, and one vote
for each person. A co-operative has none of it.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from govtool.domain.constitution.bylaws import Bylaws
from govtool.errors import Refused
from tests.world.federal import OF_HOME, SPREAD, federal_bylaws
from tests.world.people import shipped_bylaws


def changing(changes: dict[str, Any]) -> Any:
    """An edit of bylaws: each place gets its value, or is left out where that is None."""

    def edit(data: dict[str, Any]) -> None:
        for path, value in changes.items():
            *way, last = path.split(".")
            holder: Any = data
            for step in way:
                holder = holder[int(step) if isinstance(holder, list) else step]
            if value is None:
                del holder[last]
            else:
                holder[last] = copy.deepcopy(value)

    return edit


def said_of(changes: dict[str, Any], bylaws: Any = federal_bylaws) -> str:
    with pytest.raises(Refused) as refused:
        bylaws(changing(changes))
    return str(refused.value.findings[0].values["what"])


MANY = {"decisions.amend-bylaws.beyond": {"heads": 500, "rule": "amend-many"}}
HALF = "rules.amend-many must ask for at least one half of all who are eligible, or decide only from 500 people on"


def test_from_500_people_on_two_thirds_of_the_votes_cast_may_amend() -> None:
    found = federal_bylaws(changing({**MANY, "decisions.expel.beyond": {"heads": 500, "rule": "expel-many"}}))
    assert found.beyond("amend", "amend-bylaws") == found.decisions["amend-bylaws"].beyond
    assert found.kind == "federation"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"decisions.amend-bylaws.beyond.heads": 499}, HALF),
        ({"decisions.wind-up.rule": "amend-many"}, HALF),  # it decides at any number of people
        ({"decisions.wind-up.beyond": {"heads": 2, "rule": "amend-many"}}, HALF),
        ({"rules.amend-many.outcomes.0.at_least": "65%"}, "rules.amend-many must ask for 2/3 of the votes cast"),
        ({"rules.amend-many.floor": None}, "and for 1/10 of all who are eligible"),
        ({"rules.amend-many.floor": {"at_least": "9%", "of": "eligible"}}, "and for 1/10 of all who are eligible"),
        ({"rules.amend-many.floor": {"at_least": "1/2", "of": "cast"}}, "and for 1/10 of all who are eligible"),
        ({"rules.amend-many.spread": None}, "rules.amend-many must have a spread"),
        ({"rules.amend-many.period": "P20DT23H59M"}, "rules.amend-many must give at least 21 days to vote"),
        ({"rules.amend-many.otherwise": "passed"}, "rules.amend-many must not pass if nobody votes"),
        ({"rules.amend-many.electorate": OF_HOME}, "rules.amend-many must be decided by all voting members"),
    ],
)
def test_no_guarded_decision_of_many_is_easier_than_that(change: dict[str, Any], what: str) -> None:
    assert what in said_of(MANY | change)


@pytest.mark.parametrize(
    ("field", "last", "over"),
    [("more_than", "1/2", "49%"), ("least", 5, 6), ("people", 10, 11), ("seasoned", "P366D", "P366DT1M")],
)
def test_the_spread_of_many_cannot_be_made_to_rest_or_to_ask_for_nothing(field: str, last: Any, over: Any) -> None:
    place = "rules.amend-many.spread"
    assert federal_bylaws(changing({**MANY, place: {**SPREAD, field: last}})).kind == "federation"
    over_all = said_of({**MANY, place: {**SPREAD, field: over}})
    assert "rules.amend-many must have a spread of more than 1/2" in over_all


def test_a_rule_for_many_that_asks_for_half_of_all_needs_no_spread() -> None:
    half = {"rules.amend-many.outcomes": [{"result": "passed", "at_least": "1/2", "of": "eligible"}]}
    week = {"rules.amend-many.spread": None, "rules.amend-many.floor": None, "rules.amend-many.period": "P7D"}
    assert federal_bylaws(changing({**MANY, **half, **week})).rules["amend-many"].spread is None


def test_the_rule_itself_still_asks_for_half_of_all() -> None:
    cast = {"rules.amend.outcomes": [{"result": "passed", "at_least": "2/3", "of": "cast"}]}
    assert "rules.amend must ask for at least one half of all" in said_of({**MANY, **cast})


def test_an_expulsion_by_many_leaves_time_to_appeal() -> None:
    row = {"decisions.expel.beyond": {"heads": 500, "rule": "expel-many"}}
    assert federal_bylaws(changing({**row, "rules.expel-many.delay": "P7D"})).rules["expel-many"].delay == "P7D"
    assert "rules.expel-many must have a delay" in said_of({**row, "rules.expel-many.delay": "P6D"})


@pytest.mark.parametrize("name", ["ordinary", "amend-many"])
def test_one_person_has_one_vote_in_every_rule(name: str) -> None:
    assert f"rules.{name} must have the weight equal" in said_of({f"rules.{name}.weight": "class"})


HOME = "must be decided by the people of the home of the person concerned"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"rules.rekey.electorate": {"who": "members", "exclude": ["subject"]}}, f"rules.rekey {HOME}"),
        ({"rules.rekey.electorate": {"who": "affiliate", "affiliate": "subject"}}, f"rules.rekey {HOME}"),
        (
            {"rules.rekey.electorate": {"who": "affiliate", "affiliate": "riverside", "exclude": ["subject"]}},
            f"rules.rekey {HOME}",
        ),
        ({"rules.rekey-contested.electorate": {"who": "members"}}, f"rules.rekey-contested {HOME}"),
        (
            {"rules.rekey.outcomes": [{"result": "passed", "at_least": "1/2", "of": "cast"}]},
            "rules.rekey must ask for more than one half of the votes cast, and for 1/10 of all",
        ),
        ({"rules.rekey.floor": None}, "rules.rekey must ask for more than one half of the votes cast, and for 1/10"),
        ({"rules.rekey.period": "P6D"}, "rules.rekey must give at least 7 days"),
        ({"rules.rekey.otherwise": "passed"}, "rules.rekey must not pass if nobody votes"),
        ({"rules.rekey-contested.outcomes.0.at_least": "74%"}, "rules.rekey-contested must ask for 3/4 of the votes"),
        ({"rules.rekey-contested.period": "P6D"}, "rules.rekey-contested must give at least 7 days"),
        ({"decisions.rekey.beyond": {"heads": 500, "rule": "amend-many"}}, f"rules.amend-many {HOME}"),
    ],
)
def test_the_people_of_the_home_decide_on_lost_keys(change: dict[str, Any], what: str) -> None:
    assert what in said_of(change)


def test_half_of_all_at_home_is_enough_for_new_keys_too() -> None:
    more = {"rules.rekey.outcomes": [{"result": "passed", "more_than": "1/2", "of": "eligible"}]}
    alone = {"rules.rekey.electorate": {"who": "affiliate", "affiliate": "subject", "exclude": ["subject"]}}
    assert federal_bylaws(changing({**more, **alone})).rules["rekey"].electorate.otherwise is None


def test_an_objection_changes_no_spread() -> None:
    what = "decisions.motion: ordinary must have the spread of the rule that it takes over from"
    assert what in said_of({"decisions.motion.contested": "ordinary"})
    many = {"decisions.motion": {"rule": "ordinary", "contested": "ordinary", "beyond": {"heads": 9, "rule": "funds"}}}
    assert what in said_of(many)
    added = {"decisions.motion": {"rule": "ordinary", "contested": "funds", "beyond": {"heads": 9, "rule": "funds"}}}
    assert federal_bylaws(changing(added)).decisions["motion"].contested == "funds"


# A co-operative


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"rules.ordinary.spread": SPREAD}, "rules.ordinary has a spread, which only a federation has"),
        (
            {"rules.ordinary.electorate": {"who": "affiliate", "affiliate": "riverside"}},
            "rules.ordinary asks the people of an affiliate, which only a federation has",
        ),
        (
            {"decisions.amend-bylaws.beyond": {"heads": 500, "rule": "confirm-all"}},
            "rules.confirm-all must ask for at least one half of all who are eligible",
        ),
        ({"decisions.choose.beyond": {"heads": 5, "rule": "admit"}}, "decisions.choose names beyond"),
        ({"decisions.motion.beyond": {"heads": 5, "rule": "nowhere"}}, "names the rule nowhere, which does not exist"),
    ],
)
def test_a_co_operative_has_no_spread_and_no_easier_rule_for_many(change: dict[str, Any], what: str) -> None:
    assert what in said_of(change, shipped_bylaws)


def test_a_co_operative_may_let_another_rule_decide_for_many() -> None:
    row = {"decisions.motion.beyond": {"heads": 40, "rule": "admit"}}
    found = shipped_bylaws(changing(row))
    assert found.beyond("ordinary", "motion") is not None and found.beyond("ordinary") is None
    guarded = {"decisions.amend-bylaws.beyond": {"heads": 40, "rule": "wind-up"}}
    assert isinstance(shipped_bylaws(changing(guarded)), Bylaws)
