"""The web pages at which passkeys are used, and the clerk's keys, as a vote changes them."""

from __future__ import annotations

import pytest

from govtool.domain.constitution.organization import Organization, organization_of
from govtool.domain.lifecycle.clerk import RenameOrganization, SetPasskeyOrigins
from govtool.errors import Refused
from govtool.io.signature.signature import Verdict, verify
from tests.world.coop import Coop
from tests.world.handmade_signature import MESSAGE, ORIGIN
from tests.world.passkey import passkey_sign
from tests.world.people import blob_of, codes

OTHER = "https://vote.example.net:8443"


def origins(to: str, from_: str = "[]") -> str:
    return f"- action: set-passkey-origins\n  from: {from_}\n  to: {to}"


def refused(coop: Coop, action: str, slug: str) -> set[str]:
    coop.propose("alice", slug, action)
    coop.run_clerk()
    return coop.refused(f"proposal/{slug}")


def test_a_vote_says_at_which_pages_passkeys_are_used(coop: Coop) -> None:
    number = coop.pass_("alice", "phones", origins(f"[{ORIGIN}]"))
    assert coop.entry(number).status == "passed" and coop.audit().ok
    assert {asked.rule for asked in coop.entry(number).asked} == {"amend"}
    assert _vote(coop).is_good
    number = coop.pass_("alice", "moved", origins(f"[{OTHER}]", f"[{ORIGIN}]"))
    assert coop.entry(number).status == "passed" and coop.audit().ok
    assert _vote(coop).finding is not None, "the old page counts for nothing from then on"
    coop.pass_("alice", "none", origins("[]", f"[{OTHER}]"))
    assert organization_of(coop.registry).passkey_origins == () and coop.audit().ok


def _vote(coop: Coop) -> Verdict:
    return verify(passkey_sign(MESSAGE), MESSAGE, "git", origins=organization_of(coop.registry).passkey_origins)


def test_what_it_replaces_is_what_stands_and_each_page_stands_once(coop: Coop) -> None:
    assert refused(coop, origins(f"[{ORIGIN}]", f"[{OTHER}]"), "stale") == {"REFUSE:precondition"}
    assert refused(coop, origins("[]"), "nothing") == {"REFUSE:precondition"}
    assert refused(coop, origins(f"[{ORIGIN}, {ORIGIN}]"), "twice") == {"REFUSE:precondition"}


def test_of_two_that_replace_the_same_list_the_second_fails(coop: Coop) -> None:
    first, second = (
        coop.open("alice", slug, origins(f"[{page}]")) for slug, page in (("a-one", ORIGIN), ("b-two", OTHER))
    )
    for number in (first, second):
        for voter in ("alice", "bob", "carol"):
            coop.vote(voter, number)
    coop.finish(first)
    assert (coop.entry(first).status, coop.entry(second).status) == ("passed", "failed")


@pytest.mark.parametrize("page", ["https://a", "https://vote.example.org", "https://xn--caf-dma.example:65535"])
def test_a_page_is_written_as_browsers_write_it(page: str) -> None:
    assert _organization(page).passkey_origins == (page,)


@pytest.mark.parametrize(
    "page",
    [
        "http://localhost",
        "https://vote.example.org/",
        "https://vote.example.org:443",
        "https://Vote.example.org",
        "https://me@vote.example.org",
        "https://vote.example.org?x",
        "https://vote.example.org:0",
        "https://vote.example.org\n",
        "https://",
    ],
)
def test_a_page_that_no_browser_writes_so_is_refused(page: str) -> None:
    with pytest.raises(Refused) as caught:
        _organization(page)
    assert codes(caught.value.findings) == {"schema"}


def _organization(page: str) -> Organization:
    key = {"type": "ssh-ed25519", "blob": blob_of("clerk")}
    value = {"name": "Kettle", "currency": "EUR", "exponent": 2, "rules": 1, "clerk_keys": [key]}
    return Organization.read({**value, "passkey_origins": [page]})


def test_a_key_is_added_to_the_clerk_s_once(coop: Coop) -> None:
    key = f"{{type: ssh-ed25519, blob: {blob_of('new clerk')}}}"
    assert refused(coop, f"- action: change-clerk\n  add: [{key}, {key}]", "twice") == {"REFUSE:precondition"}


def test_only_keys_of_the_clerk_are_taken_from_it_and_one_stays(coop: Coop) -> None:
    """The clerk of the tests has a key, and a spare one."""
    clerk, spare, alice = blob_of("clerk"), blob_of("spare clerk"), blob_of("alice")
    for slug, removed in (("alice", f"[{alice}]"), ("all", f"[{clerk}, {spare}]"), ("none", "[]")):
        assert refused(coop, f"- action: change-clerk\n  remove: {removed}", slug) == {"REFUSE:precondition"}
    coop.pass_("alice", "spare", f"- action: change-clerk\n  remove: [{spare}]")
    after = organization_of(coop.registry)
    assert [key.blob for key in after.clerk_keys] == [clerk]
    assert [key.blob for key in after.spent_clerk_keys] == [spare] and coop.audit().ok


@pytest.mark.parametrize(("added", "fits"), [(8, True), (9, False)])
def test_the_clerk_has_at_most_ten_keys(coop: Coop, added: int, fits: bool) -> None:
    keys = ", ".join(f"{{type: ssh-ed25519, blob: {blob_of('clerk', number)}}}" for number in range(2, added + 2))
    assert len(organization_of(coop.registry).clerk_keys) == 2
    assert refused(coop, f"- action: change-clerk\n  add: [{keys}]", "more") == (
        set() if fits else {"REFUSE:precondition"}
    )


def test_what_stands_is_known_and_need_not_be_typed(coop: Coop) -> None:
    assert RenameOrganization.known["from_name"](coop.registry, {}) == "Test Co-operative"
    assert SetPasskeyOrigins.known["from"](coop.registry, {}) == []
    state = coop.registry.keep(organization_of(coop.registry).changed(passkey_origins=(ORIGIN,)))
    assert SetPasskeyOrigins.known["from"](state, {}) == [ORIGIN]
    file = {"action": "set-passkey-origins", "from": [ORIGIN], "to": [OTHER]}
    assert SetPasskeyOrigins.read(file).data() == file
