"""What no amendment can do, whoever agrees, and what nobody can do to an electorate."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.canonical import emit
from govtool.core.times import add
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions.roll import electorate_of
from govtool.domain.lifecycle.amendment import AmendBylaws, Change, apply_change, changed, weakened
from govtool.errors import Refused
from tests.world.coop import Coop
from tests.world.federal import federal_bylaws
from tests.world.people import FOUNDED_AT, refusal, shipped_bylaws
from tests.world.town import Town


def test_a_place_in_the_bylaws_has_at_most_200_characters() -> None:
    assert Change.read({"path": "a" * 200, "to": 1}).path == "a" * 200
    assert refusal(lambda: Change.read({"path": "a" * 201, "to": 1})) == {"schema"}


def test_an_amendment_that_changes_nothing_touches_no_rule() -> None:
    assert weakened(shipped_bylaws(), shipped_bylaws()) == []


def test_whoever_changes_what_all_votes_rest_on_touches_every_rule() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["bands"]["part-time"] += 1

    assert weakened(shipped_bylaws(), shipped_bylaws(edit)) == sorted(shipped_bylaws().rules)


def test_who_moves_a_decision_touches_the_rules_that_it_had_and_no_other() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["decisions"]["rekey"] = {"rule": "amend"}

    assert weakened(shipped_bylaws(), shipped_bylaws(edit)) == ["rekey", "rekey-contested"]


@pytest.mark.parametrize(
    ("edit", "rules"),
    [
        ({"least": 4}, ["funds"]),
        ({"least": 2}, []),
        ({"more_than": "2/3"}, []),
        ({"people": 9}, ["funds"]),
        (None, ["funds"]),
    ],
)
def test_whoever_weakens_a_spread_must_pass_the_rule_that_has_it(edit: dict[str, Any] | None, rules: list[str]) -> None:
    def changed(data: dict[str, Any]) -> None:
        spread = data["rules"]["funds"].pop("spread")
        if edit is not None:
            data["rules"]["funds"]["spread"] = spread | edit

    assert weakened(federal_bylaws(), federal_bylaws(changed)) == rules


def test_another_rule_for_many_touches_the_rules_of_its_row() -> None:
    def row(**values: Any) -> Any:
        def edit(data: dict[str, Any]) -> None:
            data["decisions"]["pay-debts"]["beyond"] = {"heads": 100, "rule": "ordinary-many", **values}

        return edit

    plain, many = federal_bylaws(), federal_bylaws(row())
    assert weakened(plain, many) == ["payout"] and weakened(many, plain) == ["ordinary-many", "payout"]
    assert weakened(many, federal_bylaws(row(heads=99))) == ["ordinary-many", "payout"]
    assert weakened(many, federal_bylaws(row(rule="funds"))) == ["ordinary-many", "payout"]


def test_an_amendment_that_takes_away_what_is_not_there_is_refused(coop: Coop) -> None:
    coop.propose("vera", "nothing", "- action: amend-bylaws\n  changes:\n    - path: paths.4")
    coop.run_clerk()
    assert coop.refused("proposal/nothing") == {"REFUSE:precondition"}


def test_a_key_of_a_table_that_no_record_can_hold_is_refused(coop: Coop) -> None:
    long = "a" * 1010
    actions = f'- action: amend-bylaws\n  changes:\n    - path: paths.4\n      to: {{"{long}": 1}}'
    coop.propose("vera", "long-key", actions)
    coop.run_clerk()
    assert coop.refused("proposal/long-key")


def test_an_amendment_names_a_whole_row_of_the_table_of_paths(coop: Coop) -> None:
    rows = [row.data() for row in bylaws_of(coop.registry).paths]
    place = next(at for at, row in enumerate(rows) if row.get("rule") == "files")
    part = f"- action: amend-bylaws\n  changes:\n    - {{path: paths.{place}.rule, from: files, to: amend}}"
    coop.propose("alice", "part", part)
    was, new = rows[place], {**rows[place], "rule": "amend"}
    row = f'{{match: "{was["match"]}", rule: %s}}'
    whole = (
        f"- action: amend-bylaws\n  changes:\n    - {{path: paths.{place}, from: {row % 'files'}, to: {row % 'amend'}}}"
    )
    coop.pass_("alice", "whole", whole)
    assert coop.refused("proposal/part") == {"REFUSE:precondition"}
    assert bylaws_of(coop.registry).paths[place].data() == new


def test_who_would_amend_with_other_votes_must_agree_too(coop: Coop) -> None:
    actions = "- action: amend-bylaws\n  changes:\n    - path: classes.full-time.votes\n      from: 2\n      to: 50"
    entry = coop.entry(coop.open("alice", "more-votes", actions))
    assert [asked.voters(coop.registry)["alice"] for asked in entry.asked if asked.version == "amended"] == [50]


@pytest.mark.parametrize("rule", ["amend", "expel", "handover"])
def test_no_amendment_makes_a_guarded_rule_pass_by_silence(rule: str) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"][rule]["outcomes"][0]["result"] = "rejected"
        data["rules"][rule]["otherwise"] = "passed"

    with pytest.raises(Refused, match="schema"):
        shipped_bylaws(edit)


def test_a_handover_is_never_left_to_a_few() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"]["handover"]["electorate"] = {"who": "duty", "duty": "steward"}

    with pytest.raises(Refused, match="schema"):
        shipped_bylaws(edit)


def test_moving_the_subject_into_a_team_of_friends_changes_no_electorate(coop: Coop) -> None:
    bylaws = bylaws_of(coop.registry)
    seasoned = tuple(Seat(member=name, counts_at=FOUNDED_AT) for name in ("alice", "bob", "carol", "vera"))
    late = Seat(member="vera", counts_at=add(FOUNDED_AT, "P14D"))
    friends = tuple(Seat(member=name, counts_at=FOUNDED_AT) for name in ("carol", "dan", "erin"))
    kitchen = Team(id="kitchen", name="Kitchen", seats=seasoned)
    garden = Team(id="garden", name="Garden", seats=(*friends, late))
    state = coop.registry.put(kitchen.path, kitchen).put(garden.path, garden)
    rule = bylaws.rules["confirm"]
    assert set(electorate_of(state, bylaws, rule, FOUNDED_AT, "vera").rest) == {"alice", "bob", "carol"}
    later = add(FOUNDED_AT, "P14D")
    assert set(electorate_of(state, bylaws, rule, later, "vera").rest) == {"alice", "bob", "carol", "dan", "erin"}


# Undoing it -----------------------------------------------------------------------------------------------------------


def undone(bylaws: Bylaws, *changes: dict[str, object]) -> list[str]:
    """The places that an undo names, after which everything is as it was, in the same order."""
    action = AmendBylaws.read({"action": "amend-bylaws", "changes": list(changes)})
    town = Town(["alice"], bylaws=bylaws)
    found = action.undo(town.registry)
    undo = found.action if found is not None else None
    assert isinstance(undo, AmendBylaws)
    back = changed(bylaws, [action, undo])
    assert emit(back.data()) == emit({**bylaws.data(), "version": 3})
    return [change.path for change in undo.changes]


def test_a_value_is_put_back_at_its_place() -> None:
    assert undone(shipped_bylaws(), {"path": "rules.wage.period", "from": "P7D", "to": "P9D"}) == ["rules.wage.period"]


def test_several_changes_are_undone_each_at_its_place() -> None:
    first = {"path": "periods.cooldown", "from": "P30D", "to": "P9D"}
    again = {"path": "periods.cooldown", "from": "P9D", "to": "P8D"}
    other = {"path": "periods.overdue", "from": "P14D", "to": "P9D"}
    assert undone(shipped_bylaws(), first, again) == ["periods.cooldown"]
    assert undone(shipped_bylaws(), first, other, again) == ["periods.cooldown", "periods.overdue"]


def test_two_entries_of_one_list_come_back_with_the_list() -> None:
    bylaws = shipped_bylaws()
    rows = [{"path": "paths.0", "from": row.data()} for row in bylaws.paths[:2]]
    assert undone(bylaws, *rows) == ["paths"]


@pytest.mark.parametrize("place", [0, 1])
def test_an_entry_of_a_list_that_was_taken_out_comes_back_at_its_place(place: int) -> None:
    bylaws = shipped_bylaws()
    row = bylaws.paths[place].data()
    assert undone(bylaws, {"path": f"paths.{place}", "from": row}) == ["paths"]


def test_an_entry_at_the_end_of_a_list_is_put_back_or_taken_out_alone() -> None:
    bylaws = shipped_bylaws()
    last = len(bylaws.paths) - 1
    assert undone(bylaws, {"path": f"paths.{last}", "from": bylaws.paths[last].data()}) == [f"paths.{last}"]
    more = {"path": f"paths.{last + 1}", "to": {"match": "notes/**", "free": True}}
    assert undone(bylaws, more) == [f"paths.{last + 1}"]


def test_a_field_that_was_taken_out_comes_back_in_its_order() -> None:
    bylaws = shipped_bylaws()
    row = bylaws.decisions["motion"].data()
    assert undone(bylaws, {"path": "decisions.motion", "from": row}) == ["decisions"]
    # the record writes more than was typed: a quorum is of heads
    assert undone(bylaws, {"path": "rules.wage.quorum", "to": {"min_heads": 2}}) == ["rules.wage.quorum"]


def test_an_amendment_that_changes_nothing_has_no_undo() -> None:
    same = [{"path": "periods.cooldown", "from": "P30D", "to": "P30D"}]
    assert AmendBylaws.read({"action": "amend-bylaws", "changes": same}).undo(Town(["alice"]).registry) is None


def test_an_amendment_that_does_not_fit_has_no_undo() -> None:
    action = AmendBylaws.read({"action": "amend-bylaws", "changes": [{"path": "version", "from": 1, "to": 2}]})
    assert refusal(lambda: action.undo(Town(["alice"]).registry)) == {"precondition"}


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({"path": "limits.single_subject", "from": False, "to": True}, True),
        ({"path": "limits.single_subject", "from": True, "to": False}, False),
        ({"path": "limits.single_subject", "to": True}, False),
        ({"path": "limits.nothing", "from": 1}, False),
        ({"path": "limits.single_subject.more", "to": True}, False),
        ({"path": "version", "from": 1, "to": 2}, False),
        ({"path": "classes.full-time.membership.0", "from": "member", "to": "away"}, True),
        ({"path": "classes.full-time.membership.0", "from": "member"}, True),
        ({"path": "classes.full-time.membership.1", "to": "away"}, True),
        ({"path": "classes.full-time.membership.1", "from": "away"}, False),
        ({"path": "classes.full-time.membership.2", "to": "away"}, False),
    ],
)
def test_a_change_says_what_is_in_its_place(change: dict[str, object], fits: bool) -> None:
    data = _plain(shipped_bylaws().data())
    assert data["classes"]["full-time"]["membership"] == ["member"]
    made = Change.read(change)
    if not fits:
        assert refusal(lambda: apply_change(data, made)) == {"precondition"}
        return
    apply_change(data, made)
    *way, last = made.path.split(".")
    holder = data
    for step in way:
        holder = holder[step]
    found = holder.get(last) if isinstance(holder, dict) else dict(enumerate(holder)).get(int(last))
    assert found == change.get("to")


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if hasattr(value, "items") else value
