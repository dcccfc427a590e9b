"""What a proposal can do: each action enacted, and each refused or failed with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.ids import digest_of
from govtool.core.times import add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import organization_of
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.action import Action, Moment
from govtool.domain.decisions.enactment import carry_out
from govtool.domain.decisions.files import ChangeFiles
from govtool.domain.people.key import Rekey
from govtool.errors import Refused
from govtool.io.git.git import EXECUTABLE, FILE
from govtool.io.signature.signature import SshKeys
from govtool.roles.lifecycle.schema import ACTIONS
from govtool.roles.minutes.registry import state_of
from tests.threats.attack_ballot import rekey, with_second_keys
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, blob_of, key_of, person, public, shipped_bylaws, without_probation
from tests.world.town import Town
from tests.world.words import TEA

WORKFLOW = ".github/workflows/clerk.yml"
OLD, NEW = b"on: push\n", b"on: schedule\n"


def refused(coop: Coop, actions: str, slug: str = "refused", **options: object) -> set[str]:
    """Why a proposal of Alice's is not opened."""
    coop.propose("alice", slug, actions, **options)  # type: ignore[arg-type]
    coop.run_clerk()
    return coop.refused(f"proposal/{slug}")


def enacted(coop: Coop, actions: str, slug: str = "enacted", **options: object) -> str:
    """What came of a proposal for which everybody votes: `enacted`, or the reason why it failed."""
    number = coop.pass_("alice", slug, actions, **options)
    assert coop.audit().ok
    found = coop.entry(number).enacted
    assert found is not None
    return found.reason or found.result


def overtaken(coop: Coop, actions: str, first: str, **options: object) -> str:
    """What came of a proposal where another one, open at the same time, was enacted before it."""
    other = coop.open("bob", "first", first)
    number = coop.open("alice", "late", actions, **options)
    for voter in coop.who_votes(coop.entry(number)) & coop.who_votes(coop.entry(other)):
        coop.vote(voter, other)
        coop.vote(voter, number)
    coop.finish(other)
    coop.finish(number)
    assert coop.audit().ok
    found = coop.entry(number).enacted
    assert found is not None
    return found.reason or found.result


# Motions -------------------------------------------------------------------------------------------------------------


def test_three_actions_compare_a_day_with_that_on_which_they_take_effect() -> None:
    comparing = {name for name, action in ACTIONS.items() if action.compares_days is not Action.compares_days}
    assert comparing == {"adopt-policy", "correct-debt", "set-wage"}


def test_a_motion_changes_nothing_but_the_docket(coop: Coop) -> None:
    before = coop.file("registry/organization.yaml"), coop.registry.names("registry/policies")
    assert enacted(coop, "- {action: motion, text: why.md}", files={"why.md": b"Because.\n"}) == "enacted"
    assert (coop.file("registry/organization.yaml"), coop.registry.names("registry/policies")) == before
    assert coop.file("proposals/2026-11/enacted/why.md") == b"Because.\n"
    assert refused(coop, "- {action: motion, text: other.md}") == {"REFUSE:missing_file"}


# People --------------------------------------------------------------------------------------------------------------


def test_teams_are_formed_and_changed(coop: Coop) -> None:
    assert enacted(coop, "- {action: form-team, team: kitchen, name: Kitchen, members: [dan, carol]}") == "enacted"
    formed = coop.now
    team = Team.of(coop.registry, "kitchen")
    assert team is not None and [(seat.member, seat.counts_at) for seat in team.seats] == [
        ("carol", formed),
        ("dan", formed),
    ]
    assert refused(coop, "- {action: form-team, team: kitchen, name: K}") == {"REFUSE:precondition"}
    assert refused(coop, "- {action: form-team, team: bar, name: B, members: [vera]}") == {"REFUSE:unknown_member"}
    change = "- {action: change-team, team: kitchen, add: [alice], remove: [dan]}"
    assert enacted(coop, change, "change") == "enacted"
    team = coop.registry.get(Team, "registry/teams/kitchen.yaml")
    assert team is not None and [seat.member for seat in team.seats] == ["alice", "carol"]
    assert team.seats[0].counts_at == add(coop.now, "P14D")
    for odd in ("add: [alice]", "remove: [dan]", "add: [dan], remove: [dan]"):
        assert refused(coop, f"- {{action: change-team, team: kitchen, {odd}}}") == {"REFUSE:precondition"}
    assert refused(coop, "- {action: change-team, team: bar, add: [alice]}") == {"REFUSE:unknown_team"}


def test_a_duty_is_given_and_taken_away(coop: Coop) -> None:
    give = "- {action: assign-duty, member: carol, duty: cook, holds: true}"
    take = give.replace("true", "false")
    assert refused(coop, take) == {"REFUSE:precondition"}
    coop.hub.delete_ref("refs/heads/proposal/refused")
    assert enacted(coop, give) == "enacted" and coop.member("carol").duties == ("cook",)
    assert refused(coop, give, "twice") == {"REFUSE:precondition"}
    assert enacted(coop, take, "take") == "enacted" and coop.member("carol").duties == ()
    assert refused(coop, give.replace("carol", "noname"), "noname") == {"REFUSE:unknown_member"}


def test_hours_change_from_what_they_are(coop: Coop) -> None:
    more = "- {action: change-hours, member: carol, from_minutes: 600, to_minutes: 1200}"
    assert refused(coop, more.replace("from_minutes: 600", "from_minutes: 601")) == {"REFUSE:precondition"}
    assert refused(coop, more.replace("carol", "vera")) == {"REFUSE:unknown_member"}
    assert enacted(coop, more) == "enacted"
    assert bylaws_of(coop.registry).votes_of(coop.member("carol")) == 2


def test_hours_that_moved_meanwhile_fail_the_later_proposal(coop: Coop) -> None:
    other = "- {action: change-hours, member: carol, from_minutes: 600, to_minutes: 900}"
    more = "- {action: change-hours, member: carol, from_minutes: 600, to_minutes: 1200}"
    number = coop.open("bob", "other", other)
    late = coop.open("alice", "late", more)
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.later("P2D")
    coop.run_clerk()
    for voter in ("alice", "bob"):
        coop.vote(voter, late)
    coop.run_clerk()
    found = coop.entry(late).enacted
    assert found is not None and (found.result, found.reason) == ("failed", "precondition")
    assert coop.member("carol").committed_minutes_per_week == 900 and coop.audit().ok


def test_all_actions_happen_or_none(coop: Coop) -> None:
    duty = "- {action: assign-duty, member: carol, duty: cook, holds: true}"
    hours = "- {action: change-hours, member: carol, from_minutes: 600, to_minutes: 900}"
    other = hours.replace("900", "1200")
    assert overtaken(coop, f"{duty}\n{hours}", other) == "precondition"
    assert coop.member("carol").duties == () and coop.member("carol").committed_minutes_per_week == 1200


def test_a_later_action_sees_what_an_earlier_one_did_only_at_the_enactment(coop: Coop) -> None:
    """At the opening each action is judged on the state as it is."""
    form = "- {action: form-team, team: bar, name: Bar}"
    fill = "- {action: change-team, team: bar, add: [alice]}"
    assert refused(coop, f"{form}\n{fill}") == {"REFUSE:unknown_team"}


def test_the_organization_is_renamed_and_stays_the_same(coop: Coop) -> None:
    genesis = coop.genesis
    name = "- {action: rename-organization, from_name: Test Co-operative, to_name: Tea Co-operative}"
    assert refused(coop, name.replace("Test", "Best")) == {"REFUSE:precondition"}
    assert enacted(coop, name) == "enacted"
    assert organization_of(coop.registry).name == "Tea Co-operative" and coop.genesis == genesis


def test_somebody_is_admitted_where_there_is_no_probation(coop: Coop) -> None:
    assert refused(coop, coop.admission("frank")) == {"REFUSE:probation"}
    coop = coop.another(bylaws=shipped_bylaws(without_probation))
    assert refused(coop, coop.admission("frank", teams="[bar]")) == {"REFUSE:unknown_team"}
    coop.pass_("bob", "bar", "- {action: form-team, team: bar, name: Bar}")
    assert enacted(coop, coop.admission("frank", teams="[bar]")) == "enacted"
    frank = coop.member("frank")
    assert (frank.membership, frank.joined_at, frank.counts_at) == ("member", coop.now, add(coop.now, "P14D"))
    team = Team.of(coop.registry, "bar")
    assert team is not None and [seat.counts_at for seat in team.seats] == [frank.counts_at]
    assert refused(coop, coop.admission("frank")) >= {"REFUSE:precondition"}


def test_a_former_member_comes_back_with_their_record(coop: Coop) -> None:
    frank = person("frank").changed(membership="left", left_at=FOUNDED_AT, committed_minutes_per_week=0)
    people = [person("alice"), person("bob"), frank]
    coop = coop.another(bylaws=shipped_bylaws(without_probation), people=people)
    plain = "- {action: admit, candidate: frank, as: member, committed_minutes_per_week: 600}"
    assert enacted(coop, plain) == "enacted"
    found = coop.member("frank")
    assert (found.membership, len(found.keys), found.left_at) == ("member", 1, None)


# Keys ----------------------------------------------------------------------------------------------------------------


def test_rekey_gives_one_new_key_that_votes_a_month_later(coop: Coop) -> None:
    coop = with_second_keys(coop, "alice", use="recovery")
    number = coop.pass_("bob", "keys", rekey(coop, "alice", key_of("alice", 3)), voters="bob carol dan")
    assert coop.entry(number).status == "passed"
    *gone, new = coop.member("alice").keys
    assert all(key.is_revoked(coop.now) for key in gone) and new.is_active(coop.now)
    assert new.votes_from == add(coop.now, "P30D")
    number = coop.open("bob", "tea", TEA, files={"tea.md": b"Tea\n"})
    coop.vote("alice", number, key=key_of("alice", 3))
    coop.run_clerk()
    assert coop.voided(number) == {"VOID:key_too_new"}
    coop.at(new.votes_from)
    number = coop.open("bob", "duty", "- {action: assign-duty, member: bob, duty: cook, holds: true}")
    coop.vote("alice", number, key=key_of("alice", 3))
    coop.run_clerk()
    assert coop.voided(number) == set() and coop.audit().ok


def test_rekey_needs_a_new_key_and_its_proof(coop: Coop) -> None:
    assert refused(coop, rekey(coop, "alice", key_of("bob"))) == {"REFUSE:key_in_use"}
    false = rekey(coop, "alice", key_of("alice", 3)).replace(blob_of("alice", 3), blob_of("alice", 4))
    assert refused(coop, false) == {"REFUSE:proof_of_possession"}
    assert refused(coop, rekey(coop, "noname", key_of("alice", 3))) == {"REFUSE:unknown_member"}


def _clerk_change(add_: str = "", remove: str = "") -> str:
    added = f"[{{type: ssh-ed25519, blob: {add_}}}]" if add_ else "[]"
    removed = f"[{remove}]" if remove else "[]"
    return f"- action: change-clerk\n  add: {added}\n  remove: {removed}"


def test_the_clerk_s_keys_are_changed_and_a_spent_one_never_comes_back(coop: Coop) -> None:
    assert enacted(coop, _clerk_change(blob_of("new clerk"), blob_of("clerk"))) == "enacted"
    organization = organization_of(coop.registry)
    assert organization.is_clerk_key(blob_of("new clerk")) and not organization.is_clerk_key(blob_of("clerk"))
    coop.clerk_key = key_of("new clerk")
    assert refused(coop, _clerk_change(blob_of("clerk"))) == {"REFUSE:key_in_use"}
    assert coop.audit().ok


def test_a_change_of_the_clerk_s_keys_leaves_one_and_is_none_of_nothing(coop: Coop) -> None:
    both = f"{blob_of('clerk')}, {blob_of('spare clerk')}"
    assert refused(coop, _clerk_change("", both)) == {"REFUSE:precondition"}
    assert refused(coop, _clerk_change()) == {"REFUSE:precondition"}
    assert refused(coop, _clerk_change("", blob_of("bob"))) == {"REFUSE:precondition"}
    assert refused(coop, _clerk_change(blob_of("alice"))) == {"REFUSE:key_in_use"}


# Files ---------------------------------------------------------------------------------------------------------------


def change(path: str, before: bytes | None, after: bytes | None, mode: str = "100644") -> str:
    """One line of a change-files action."""
    from_, to = (f'"{digest_of(data)}"' if data is not None else "absent" for data in (before, after))
    return f'    - {{path: {path}, mode: "{mode}", from: {from_}, to: {to}}}\n'


def files(*lines: str) -> str:
    return "- action: change-files\n  files:\n" + "".join(lines)


def test_protected_files_are_made_changed_and_deleted(coop: Coop) -> None:
    assert enacted(coop, files(change(WORKFLOW, None, OLD)), "made", changed={WORKFLOW: OLD}) == "enacted"
    assert coop.file(WORKFLOW) == OLD
    assert enacted(coop, files(change(WORKFLOW, OLD, NEW)), "changed", changed={WORKFLOW: NEW}) == "enacted"
    assert coop.file(WORKFLOW) == NEW
    assert enacted(coop, files(change(WORKFLOW, NEW, None)), "deleted", changed={WORKFLOW: None}) == "enacted"
    assert coop.file(WORKFLOW) is None


def test_a_protected_file_becomes_executable_and_plain_again(coop: Coop) -> None:
    path = ".github/run"
    for slug, before, mode, expected in (("yes", None, "100755", EXECUTABLE), ("no", OLD, "100644", FILE)):
        assert enacted(coop, files(change(path, before, OLD, mode)), slug, changed={path: OLD}) == "enacted"
        entry = coop.hub.entry(coop.hub.loose_commit(coop.head).tree, path)
        assert entry is not None and entry.mode == expected


def test_a_change_of_files_says_what_it_found(coop: Coop) -> None:
    assert refused(coop, files(change(WORKFLOW, OLD, NEW)), changed={WORKFLOW: NEW}) == {"REFUSE:precondition"}
    assert refused(coop, files(change(WORKFLOW, None, None))) == {"REFUSE:precondition"}
    twice = files(change(WORKFLOW, None, NEW), change(WORKFLOW.upper(), None, NEW))
    assert "REFUSE:path" in refused(coop, twice, changed={WORKFLOW: NEW})


def test_the_new_files_lie_in_the_filing_and_nothing_else_does(coop: Coop) -> None:
    assert refused(coop, files(change(WORKFLOW, None, NEW))) == {"REFUSE:missing_file"}
    assert refused(coop, files(change(WORKFLOW, None, NEW)), changed={WORKFLOW: OLD}) == {"REFUSE:missing_file"}
    more = {WORKFLOW: NEW, ".github/other.yml": NEW}
    assert refused(coop, files(change(WORKFLOW, None, NEW)), changed=more) == {"REFUSE:extra_path"}


def test_only_paths_under_a_rule_are_changed_by_a_vote(coop: Coop) -> None:
    denied = refused(coop, files(change("src/code.py", None, NEW)), changed={"src/code.py": NEW})
    assert denied == {"REFUSE:path_denied", "REFUSE:no_rule"}
    free = refused(coop, files(change("docs/a.md", None, NEW)), changed={"docs/a.md": NEW})
    assert free == {"REFUSE:path", "REFUSE:no_rule"}


def test_of_two_changes_of_one_file_the_second_fails(coop: Coop) -> None:
    numbers = []
    for slug, data in (("one", OLD), ("two", NEW)):
        numbers.append(coop.open("alice", slug, files(change(WORKFLOW, None, data)), changed={WORKFLOW: data}))
        for voter in ("alice", "bob", "carol"):
            coop.vote(voter, numbers[-1])
    for number in numbers:
        coop.finish(number)
    assert [coop.entry(number).status for number in numbers] == ["passed", "failed"]
    assert coop.file(WORKFLOW) == OLD and coop.audit().ok


# Bylaws --------------------------------------------------------------------------------------------------------------


def amendment(*changes: str) -> str:
    return "- action: amend-bylaws\n  changes:\n" + "".join(f"    - {one}\n" for one in changes)


def test_an_amendment_counts_the_version_and_changes_what_it_names(coop: Coop) -> None:
    changes = (
        "{path: rules.ordinary.period, from: P7D, to: P8D}",
        '{path: paths.4, to: {match: "spec/**", rule: files}}',
    )
    assert enacted(coop, amendment(*changes)) == "enacted"
    bylaws = bylaws_of(coop.registry)
    assert (bylaws.version, bylaws.rules["ordinary"].period, bylaws.paths[4].match) == (2, "P8D", "spec/**")
    gone = amendment('{path: paths.4, from: {match: "spec/**", rule: files}}')
    assert enacted(coop, gone, "gone") == "enacted"
    assert len(bylaws_of(coop.registry).paths) == 4


@pytest.mark.parametrize(
    "line",
    [
        "{path: rules.ordinary.period, from: P6D, to: P8D}",
        "{path: rules.nothing.period, from: P6D, to: P8D}",
        "{path: paths.9, to: {match: x, free: true}}",
        "{path: version, from: 1, to: 7}",
        "{path: rules.ordinary.period.x, to: P8D}",
    ],
)
def test_an_amendment_fits_what_stands_there(coop: Coop, line: str) -> None:
    assert refused(coop, amendment(line)) == {"REFUSE:precondition"}


def test_of_two_amendments_of_one_place_the_second_fails(coop: Coop) -> None:
    numbers = []
    for slug, period in (("one", "P8D"), ("two", "P9D")):
        line = f"{{path: rules.ordinary.period, from: P7D, to: {period}}}"
        numbers.append(coop.open("alice", slug, amendment(line)))
        for voter in ("alice", "bob", "carol"):
            coop.vote(voter, numbers[-1])
    for number in numbers:
        coop.finish(number)
    assert [coop.entry(number).status for number in numbers] == ["passed", "failed"]
    assert bylaws_of(coop.registry).version == 2 and coop.audit().ok


def test_an_amendment_asks_every_rule_that_it_weakens_and_no_other(coop: Coop) -> None:
    def asked(slug: str, *lines: str) -> set[tuple[str, str | None]]:
        entry = coop.entry(coop.open("alice", slug, amendment(*lines)))
        return {(one.rule, one.version) for one in entry.asked}

    assert asked("longer", "{path: rules.expel.period, from: P14D, to: P15D}") == {("amend", None)}
    shorter = "{path: rules.expel.period, from: P14D, to: P13D}"
    assert asked("shorter", shorter) == {("amend", None), ("expel", None)}
    harder = "{path: rules.amend.outcomes.0.at_least, from: 2/3, to: 3/4}"
    assert asked("harder", harder) == {("amend", None), ("amend", "amended")}
    moved = "{path: decisions.motion.rule, from: ordinary, to: amend}"
    assert asked("moved", moved) == {("amend", None), ("ordinary", None)}
    row = 'match: ".github/**", rule'
    paths = f"{{path: paths.0, from: {{{row}: files}}, to: {{{row}: ordinary}}}}"
    assert asked("paths", paths) == {("amend", None), ("files", None)}
    votes = "{path: classes.part-time.votes, from: 1, to: 2}"
    assert {rule for rule, _ in asked("votes", votes)} == set(bylaws_of(coop.registry).rules)


# What no vote can change ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["amend", "expel"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("electorate", {"who": "team", "team": "board"}),
        ("outcomes", [{"result": "passed", "more_than": "1/2", "of": "cast"}]),
        ("outcomes", [{"result": "passed", "at_least": "49%", "of": "eligible"}]),
        ("otherwise", "passed"),
        ("period", "PT23H"),
    ],
)
def test_no_vote_takes_its_protection_from_a_minority(name: str, field: str, value: object) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"][name] |= {"earliest": "P0D", field: value}

    with pytest.raises(Refused, match="schema"):
        shipped_bylaws(edit)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("bands", {"part-time": 60, "full-time": 1800}),
        ("bands", {"volunteer": 0, "part-time": 300, "full-time": 300}),
        ("decisions", {"motion": {"rule": "ordinary"}}),
        ("decisions", {"amend-bylaws": {"rule": "nowhere"}}),
        ("decisions", {"amend-bylaws": {"rule": "amend", "contested": "nowhere"}}),
        ("decisions", {"amend-bylaws": {"rule": "amend", "proposed_by": ["noname"]}}),
        ("paths", [{"match": "spec/**", "rule": "nowhere"}]),
        ("paths", [{"match": "*/**", "free": True}]),
    ],
)
def test_bylaws_that_cannot_be_worked_with_are_refused(place: str, value: object) -> None:
    with pytest.raises(Refused, match="schema"):
        shipped_bylaws(lambda data: data.__setitem__(place, value))


@pytest.mark.parametrize("exclude", [True, False])
def test_one_rule_for_amending_and_for_expelling_leaves_out_who_is_to_go(exclude: bool) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["decisions"]["expel"] = {"rule": "amend"}
        data["rules"]["amend"]["electorate"] = {"who": "members"} | ({"exclude": ["subject"]} if exclude else {})

    # The same on every computer, in whatever order it keeps what is in a set.
    if exclude:
        assert shipped_bylaws(edit).decisions["expel"].rule == "amend"
    else:
        with pytest.raises(Refused, match="schema"):
            shipped_bylaws(edit)


# What no action can do ------------------------------------------------------------------------------------------------


def test_an_effect_that_no_record_can_hold_fails_and_nothing_waits_behind_it(coop: Coop) -> None:
    number = coop.pass_("alice", "many-duties", "- action: motion")
    entry = coop.entry(number)
    dan = coop.member("dan")
    full = dan.changed(keys=tuple(dan.keys[0].changed(blob=f"{n:068d}") for n in range(100)))
    state = coop.registry.put(full.path, full)
    rekey = Rekey(action="rekey", member="dan", key=public(key_of("dan", 2)), proof=coop.proof("dan", 2))
    after, problem = carry_out(state, entry.changed(actions=(rekey,)), Moment(coop.now, SshKeys()))
    assert problem is not None and problem.code == "schema" and after is state


@pytest.mark.parametrize("path", ["spec/inner", "spec/one.md/two.md"])
def test_a_file_never_takes_the_place_of_a_folder_that_another_rule_guards(coop: Coop, path: str) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["paths"] = [{"match": "spec/inner/**", "rule": "amend"}, {"match": "spec/**", "rule": "ordinary"}]

    other = coop.another(bylaws=shipped_bylaws(edit))
    tree = other.tree(other.hub.loose_commit(other.head).tree, {"spec/inner/law.md": b"law\n", "spec/one.md": b"one\n"})
    state = state_of(other.hub, tree, other.layout)
    change = {"path": path, "mode": "100644", "from": "absent", "to": digest_of(b"x\n")}
    action = ChangeFiles.read({"action": "change-files", "files": [change]})
    found = list(action.problems(state, Moment(other.now, SshKeys())))
    assert [problem.code for problem in found] == ["path"]


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        ("spec/one", "spec/one/two.md", False),
        ("spec/one/two.md", "spec/one", False),
        ("spec/one", "spec/ONE/two.md", False),
        ("spec/one", "spec/One", False),
        ("spec/one", "spec/one.md", True),
        ("spec/one/two.md", "spec/one/three.md", True),
    ],
)
def test_no_file_of_a_proposal_is_the_folder_of_another_on_any_system(first: str, second: str, fits: bool) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["paths"] = [{"match": "spec/**", "rule": "files"}]

    town = Town(["alice", "bob"], bylaws=shipped_bylaws(edit))
    new = {"mode": "100644", "from": "absent", "to": digest_of(b"x\n")}
    action = ChangeFiles.read({"action": "change-files", "files": [{"path": path, **new} for path in (first, second)]})
    found = [problem.code for problem in action.problems(town.registry, Moment(town.now, SshKeys()))]
    assert found == ([] if fits else ["path"])
