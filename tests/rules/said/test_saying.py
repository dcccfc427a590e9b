"""What an action asks for is said in a sentence about this very action; nobody is given the help of its kind for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from govtool.core.state import State
from govtool.domain.decisions.action import Action
from govtool.roles.lifecycle.schema import ACTIONS
from govtool.roles.said.saying import LONGEST, sentence, sentences, summary
from tests.world.coop import Coop
from tests.world.people import blob_of

DIGEST = "sha256:" + "0" * 64
KEY = {"type": "ssh-ed25519", "blob": blob_of("dan")}
CLIENT = {"project": "shop", "name": "Shop", "project_kind": "client", "team": "web", "price_minor": 10000}
LINES = [{"line": "rent", "name": "Rent", "owner": "dan", "amount_minor": 60000}]

SAID: list[tuple[str, dict[str, object], str]] = [
    ("motion", {}, "Asks the members to agree to the title."),
    ("motion", {"text": "why.md"}, "Asks the members to agree to the text why.md."),
    (
        "adopt-policy",
        {"policy": "tea", "title": 'A "tea"', "text": "tea.md", "from_version": 0},
        "Adopts the policy \"A 'tea'\" (tea) with the text in tea.md.",
    ),
    (
        "adopt-policy",
        {"policy": "tea", "title": "Tea", "text": "tea.md", "from_version": 2},
        'Gives the policy "Tea" (tea) the new text in tea.md.',
    ),
    (
        "adopt-policy",
        {"policy": "tea", "title": "Tea", "text": "tea.md", "from_version": 0, "until": "2027-06-01"},
        'Adopts the policy "Tea" (tea) with the text in tea.md, in force until 2027-06-01.',
    ),
    ("repeal-policy", {"policy": "tea", "from_version": 2}, "Repeals the policy tea, version 2."),
    (
        "amend-bylaws",
        {
            "changes": [
                {"path": "rules.ordinary.period", "from": "P7D", "to": "P14D"},
                {"path": "rules.ordinary.quorum", "to": {"at_least": "1/2", "of": "heads"}},
                {"path": "paths.2", "from": {"match": "x", "free": True}},
            ]
        },
        "Changes the bylaws: rules.ordinary.period from P7D to P14D; rules.ordinary.quorum is new,"
        " {at_least: 1/2, of: heads}; paths.2 is taken out.",
    ),
    (
        "change-files",
        {
            "files": [
                {"path": "a", "mode": "100644", "from": "absent", "to": DIGEST},
                {"path": "b", "mode": "100644", "from": DIGEST, "to": "absent"},
                {"path": "c", "mode": "100644", "from": DIGEST, "to": DIGEST},
            ]
        },
        "Changes protected files: a (new); b (taken away); c (changed).",
    ),
    (
        "admit",
        {"candidate": "vera", "as": "probationary", "committed_minutes_per_week": 630, "teams": ["web"]},
        "Admits Vera (vera) into a probation, for 10 h 30 min a week in the team web.",
    ),
    (
        "admit",
        {"candidate": "zoe", "name": "Zoe Bell", "as": "member", "committed_minutes_per_week": 600},
        "Admits Zoe Bell (zoe) as a member, for 10 h a week.",
    ),
    (
        "confirm",
        {"member": "vera", "attempt": 1},
        "Decides whether Vera (vera) becomes a member after the probation: the first vote on it.",
    ),
    ("end-probation", {"member": "vera"}, "Ends the probation of Vera (vera) before its vote."),
    (
        "change-hours",
        {"member": "dan", "from_minutes": 600, "to_minutes": 1200},
        "Dan (dan) will commit 20 h a week instead of 10 h.",
    ),
    (
        "engage",
        {"person": "vera", "from_minutes": 0, "to_minutes": 240},
        "Engages Vera (vera) as a consultant, paid and without a vote, for 4 h a week.",
    ),
    (
        "engage",
        {"person": "vera", "from_minutes": 240, "to_minutes": 120},
        "Engages Vera (vera) for 2 h a week instead of 4 h.",
    ),
    (
        "engage",
        {"person": "vera", "from_minutes": 240, "to_minutes": 0},
        "Ends the engagement of Vera (vera) as a consultant.",
    ),
    ("expel", {"member": "dan", "complaint": DIGEST}, "Expels Dan (dan), after a complaint."),
    (
        "confirm-expulsion",
        {"member": "dan", "complaint": DIGEST},
        "Confirms the expulsion of Dan (dan), who appeals.",
    ),
    (
        "suspend",
        {"member": "dan", "complaint": DIGEST, "lasts": "P30D"},
        "Suspends Dan (dan) from duties for 30 days, while a complaint is open.",
    ),
    (
        "incapacity",
        {"member": "dan", "report": DIGEST},
        "Ends the membership of Dan (dan), who died or can act no more.",
    ),
    (
        "dormant",
        {"members": ["alice", "bob"], "naming": DIGEST},
        "Takes off the voter lists until they are back: alice and bob.",
    ),
    ("wind-up", {"begin": True}, "Winds the organisation up."),
    ("wind-up", {"begin": False}, "Continues the organisation, and ends its winding up."),
    (
        "form-team",
        {"team": "web", "name": "Web team", "members": ["alice", "bob", "carol"]},
        'Forms the team "Web team" (web), with alice, bob and carol.',
    ),
    (
        "change-team",
        {"team": "web", "add": ["dan"], "remove": ["erin"]},
        "Changes the team web: adds dan and removes erin.",
    ),
    ("assign-duty", {"member": "dan", "duty": "reviewer", "holds": True}, "Gives Dan (dan) the duty reviewer."),
    ("assign-duty", {"member": "dan", "duty": "reviewer", "holds": False}, "Takes the duty reviewer from Dan (dan)."),
    (
        "set-wage",
        {"class": "wage", "from_minor": 0, "to_minor": 2050, "starts_on": "2027-01-01"},
        "From 2027-01-01 on the wage is 20.50 USD an hour instead of 0.00 USD.",
    ),
    (
        "rename-organization",
        {"from_name": "Old", "to_name": "New"},
        'Renames "Old" to "New"; its identity stays.',
    ),
    (
        "change-clerk",
        {"add": [KEY], "remove": [blob_of("erin"), blob_of("bob")]},
        "Adds 1 key of the clerk and removes 2 keys permanently.",
    ),
    (
        "set-passkey-origins",
        {"to": ["https://vote.example.org", "https://vote.example.net"]},
        "Lets passkeys be used at https://vote.example.org and https://vote.example.net instead of no web page.",
    ),
    (
        "rekey",
        {"member": "dan", "key": KEY, "proof": "x"},
        "Gives Dan (dan) a new key, and revokes every key that they had.",
    ),
    (
        "pay-debts",
        {"amount_minor": 10000, "from": "treasury"},
        "Pays 100.00 USD on wages owed, out of treasury, to every person owed in proportion to their debt.",
    ),
    (
        "correct-debt",
        {"creditor": "dan", "amount_minor": 3000, "owed_on": "2026-10-01", "reason": "a week was left out"},
        'Adds 30.00 USD to the wages owed to Dan (dan) since 2026-10-01. Reason: "a week was left out".',
    ),
    ("open-project", CLIENT, 'Opens the client "Shop" (shop), with the team web, at a price of 100.00 USD.'),
    (
        "change-project",
        {"project": "shop", "from_version": 1, "name": "The shop", "state": "closed"},
        'Sets the name of the project shop to "The shop" and its state to closed.',
    ),
    (
        "set-budget",
        {"budget": "year-2027", "from_version": 0, "starts_on": "2027-01-01", "ends_on": "2027-12-31", "lines": LINES},
        "Sets the budget year-2027, from 2027-01-01 to 2027-12-31: 1 line of 600.00 USD in all.",
    ),
    (
        "set-share",
        {"account": "wages", "to_share": "30%"},
        "From then on 30% of every income goes to the reserve wages.",
    ),
    (
        "set-share",
        {"account": "wages", "from_share": "30%"},
        "Ends the share of 30% of every income that goes to the reserve wages.",
    ),
    (
        "transfer-funds",
        {"amount_minor": 5000, "from": "wages", "to": "treasury"},
        "Moves 50.00 USD from the account wages to the account treasury.",
    ),
]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    folder: Path = tmp_path_factory.mktemp("sentence")
    return Coop.copied(tmp_path_factory, folder).book.state


def made(name: str, fields: Mapping[str, object]) -> Action:
    return ACTIONS[name].read({"action": name, **fields}) if "proof" not in fields else _rekey(fields)


def _rekey(fields: Mapping[str, object]) -> Action:
    # of a proof only the form is asked here, and that is asked elsewhere
    values = {name: value for name, value in fields.items() if name != "proof"}
    return ACTIONS["rekey"].model_construct(action="rekey", **values)


@pytest.mark.parametrize(("name", "fields", "said"), SAID, ids=[f"{row[0]}-{n}" for n, row in enumerate(SAID)])
def test_an_action_is_said_in_one_plain_sentence(state: State, name: str, fields: dict[str, object], said: str) -> None:
    assert sentences([made(name, fields)], state) == (said,)


class Lend(Action):
    """Lends a tool to a person."""

    kind: ClassVar[str] = "lend-tool"

    action: Literal["lend-tool"]
    tool: str
    to_whom: str


def test_an_action_without_a_sentence_is_told_by_its_fields(state: State) -> None:
    lend = Lend(action="lend-tool", tool="drill", to_whom="dan")
    assert sentence(lend, state) == "Lend tool: tool: drill; to whom: dan."


def test_a_summary_of_many_actions_is_no_longer_than_a_summary_may_be(state: State) -> None:
    long = made("form-team", {"team": "web", "name": "W" * 80, "members": [f"name-{number}" for number in range(90)]})
    assert len(summary([long] * 9, state)) == LONGEST and summary([long] * 9, state).endswith("…")
    assert "name-4 and 85 more" in sentences([long], state)[0]


def test_words_of_a_proposer_stay_on_their_line_and_in_their_marks(state: State) -> None:
    fields = {"creditor": "dan", "amount_minor": 1, "owed_on": "2026-10-01", "reason": 'no".\n  passed: yes'}
    assert sentences([made("correct-debt", fields)], state)[0].endswith('Reason: "no\'. passed: yes".')
