"""`govtool digest`: what happened, as a text, a feed and a message. The webhook is a real server on this computer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from govtool.cli.machinery.feed import ATOM
from govtool.cli.machinery.message import discord, form_for, plain
from govtool.core.character import first_refused
from govtool.errors import UsageError
from govtool.io.webhook import TRIES, NotPosted, Webhook
from tests.world.coop import Coop
from tests.world.dripping import dripping
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.webhook_service import SECRET, Service
from tests.world.words import MOTION

EVIL = "@everyone **now** [x](http://example.org) <b>&amp; ]]> `y`"


def titled(coop: Coop, proposer: str, slug: str, title: str) -> str:
    text = coop.proposal_text(proposer, slug, MOTION).replace(f"title: About {slug}", f"title: '{title}'")
    return coop.open(proposer, slug, "", text=text)


def passed(coop: Coop) -> None:
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, "0001", "for")
    coop.later("P2D")
    coop.run_clerk()


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as made:
        yield made


@pytest.mark.parametrize(
    ("address", "url", "form"),
    [
        ("https://discord.com/api/webhooks/1/x", "https://discord.com/api/webhooks/1/x", discord),
        ("https://ptb.discord.com/x", "https://ptb.discord.com/x", discord),
        ("discord+https://example.org/x", "https://example.org/x", discord),
        ("https://discord.com.example.org/x", "https://discord.com.example.org/x", plain),
        ("https://example.org/discord.com", "https://example.org/discord.com", plain),
        ("https://[::1/hook", "https://[::1/hook", plain),
    ],
)
def test_the_form_follows_from_the_address(address: str, url: str, form: object) -> None:
    assert form_for(address) == (url, form)


# The text -----------------------------------------------------------------------------------------------------------


def test_it_tells_what_was_opened_and_who_is_waited_for(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.vote("alice", "0001", "for")
    carol = Laptop(coop, "carol")
    said = carol.types("digest")
    assert carol.status == 0
    assert "Test Co-operative, as of entry 1, 2026-11-01 10:00 UTC" in said
    assert "- 2026-11-01 10:00 UTC: 0001 About kettle opens, proposed by alice" in said
    assert "waits for bob, carol, dan and erin → govtool vote 0001" in said


def test_it_tells_decisions_effects_and_statements(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    passed(coop)
    coop.state("dan", "resign")
    coop.run_clerk()
    said = Laptop(coop, "carol").types("digest", "--since", "1")
    assert "0001 About kettle: passed (5 for, 0 against" in said and "takes effect" in said
    assert "dan leaves" in said and "opens" not in said and "Open votes:" not in said


def test_without_since_it_tells_a_week(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.later("P8D")
    carol = Laptop(coop, "carol")
    assert "nothing happened" in carol.types("digest")
    assert "is founded" in carol.types("digest", "--since", "0") or carol.status == 0
    assert "opens" in carol.types("digest", "--since", "0") and "is founded" not in carol.types(
        "digest", "--since", "0"
    )


def test_it_tells_what_is_not_taken_and_why(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.vote("bob", "0001", "for", key=key_of("mallory"))
    coop.propose("carol", "twice", "- action: adopt-policy\n  policy: x")
    coop.state("dan", "resign", key=key_of("mallory"))
    said = Laptop(coop, "carol").types("digest")
    assert "- ballot on 0001 of bob:" in said and "[key_unknown]" in said
    assert "- proposal twice" in said and "- statement 1 of dan:" in said


def test_it_tells_unauthorised_commits_on_main(coop: Coop) -> None:
    carol = Laptop(coop, "carol")
    carol.types("status")
    coop.tamper("registry/bylaws.yaml", b"version: 9\n")
    said = carol.types("digest")
    assert "[void_open]" in said
    assert carol.reads("digest")["void"][0]["code"] == "void_open"


def test_for_programs_it_has_the_minutes_and_the_number_to_go_on_from(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    carol = Laptop(coop, "carol")
    data = carol.reads("digest", "--since", "0")
    assert data["format"] == 1 and data["minute"] == 1 and data["genesis"] == coop.genesis
    assert [minute["event"] for minute in data["happened"]] == ["opened"]
    assert data["waiting"][0]["silent"] == ["alice", "bob", "carol", "dan", "erin"]
    assert carol.reads("digest", "--since", "1")["happened"] == []
    assert carol.reads("digest", "--since", "99")["happened"] == []


# The feed -----------------------------------------------------------------------------------------------------------


def read_feed(laptop: Laptop, *arguments: str) -> ElementTree.Element:
    said = laptop.types("digest", "--atom", "news.xml", *arguments)
    assert laptop.status == 0 and "news.xml." in said and "Open votes:" not in said
    return ElementTree.fromstring((laptop.folder / "news.xml").read_bytes())


def entries(top: ElementTree.Element) -> dict[str, str]:
    found = top.findall(f"{{{ATOM}}}entry")
    return {str(entry.findtext(f"{{{ATOM}}}id")): str(entry.findtext(f"{{{ATOM}}}title")) for entry in found}


def test_the_feed_has_what_the_format_asks_for(coop: Coop) -> None:
    titled(coop, "alice", "kettle", EVIL)
    top = read_feed(Laptop(coop, "carol"))
    assert top.tag == f"{{{ATOM}}}feed"
    for place in (top, *top.findall(f"{{{ATOM}}}entry")):
        for name in ("id", "title", "updated"):
            assert len(place.findall(f"{{{ATOM}}}{name}")) == 1, name
        assert str(place.findtext(f"{{{ATOM}}}id")).startswith("urn:uuid:")
    assert top.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name") == "Test Co-operative"
    assert top.findtext(f"{{{ATOM}}}updated") == coop.book.newest[0].at
    (opened, founded) = top.findall(f"{{{ATOM}}}entry")
    assert EVIL in str(opened.findtext(f"{{{ATOM}}}title"))
    content = opened.find(f"{{{ATOM}}}content")
    assert content is not None and content.get("type") == "text" and len(content) == 0
    assert "is founded" in str(founded.findtext(f"{{{ATOM}}}title"))


def test_the_same_state_gives_the_same_bytes_and_an_entry_never_changes(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    carol = Laptop(coop, "carol")
    before = entries(read_feed(carol))
    first = (carol.folder / "news.xml").read_bytes()
    coop.vote("bob", "0001", "for")
    coop.later("P1D")
    read_feed(carol)
    assert (carol.folder / "news.xml").read_bytes() == first
    other = Laptop(coop, "erin")
    read_feed(other)
    assert (other.folder / "news.xml").read_bytes() == first
    passed(coop)
    after = entries(read_feed(carol))
    assert len(after) > len(before) and before.items() <= after.items()
    assert len(entries(read_feed(carol, "--entries", "2"))) == 2


# Posting ------------------------------------------------------------------------------------------------------------


def test_it_is_posted_in_both_forms_and_the_address_is_told_to_nobody(coop: Coop, service: Service) -> None:
    titled(coop, "alice", "kettle", EVIL)
    carol = Laptop(coop, "carol")
    said = carol.types("digest", "--post", service.url, "--discord", service.url)
    assert carol.status == 0 and "Posted to 127.0.0.1." in said and SECRET not in said
    (path, plain), (_, discord) = service.got
    assert path == SECRET and set(plain) == {"text"} and set(discord) == {"content", "allowed_mentions"}
    assert discord["allowed_mentions"] == {"parse": []} and "\\*\\*now\\*\\*" in discord["content"]
    assert "@everyone" not in plain["text"] and "everyone" in plain["text"]


def test_the_address_can_come_out_of_the_environment(
    coop: Coop, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    coop.open("alice", "kettle", MOTION)
    carol = Laptop(coop, "carol")
    monkeypatch.setenv("HOOK", f"{service.url}\n")
    carol.types("digest", "--post", "env:HOOK")
    assert carol.status == 0 and len(service.got) == 1
    assert "$NO_SUCH_HOOK holds no address" in carol.types("digest", "--post", "env:NO_SUCH_HOOK")
    assert carol.status == 2


def test_where_nothing_happened_nothing_is_posted(coop: Coop, service: Service) -> None:
    carol = Laptop(coop, "carol")
    said = carol.types("digest", "--since", "0", "--post", service.url)
    assert carol.status == 0 and "nothing was posted" in said and service.got == []


def test_a_service_that_says_no_makes_it_no_failure(coop: Coop, service: Service) -> None:
    coop.open("alice", "kettle", MOTION)
    service.answers = [(404, {})]
    carol = Laptop(coop, "carol")
    said = carol.types("digest", "--post", service.url)
    assert carol.status == 0 and "did not take it: it answered 404" in said and SECRET not in said
    assert len(service.got) == 1


def paused(service: Service) -> tuple[Webhook, list[int]]:
    pauses: list[int] = []
    return Webhook(service.url, pauses.append), pauses


def test_a_busy_service_is_tried_again_after_longer_and_longer_pauses(service: Service) -> None:
    service.answers = [(503, {}), (500, {}), (204, {})]
    webhook, pauses = paused(service)
    webhook.post({"text": "x"})
    assert pauses == [1, 2] and len(service.got) == 3


def test_it_waits_as_long_as_the_service_asks_for_within_bounds(service: Service) -> None:
    service.answers = [(429, {"Retry-After": "7"}), (429, {"Retry-After": "soon"}), (204, {})]
    webhook, pauses = paused(service)
    webhook.post({"text": "x"})
    assert pauses == [7, 2]
    service.answers = [(429, {"Retry-After": "86400"}), (204, {})]
    with pytest.raises(NotPosted, match="it answered 429"):
        webhook.post({"text": "x"})
    assert pauses == [7, 2], "there is no time left for so long a pause"


def test_pauses_count_towards_the_one_deadline(service: Service) -> None:
    service.answers = [(503, {"Retry-After": "12"})]
    passed = [0]
    webhook = Webhook(service.url, lambda seconds: passed.append(passed[-1] + seconds), lambda: passed[-1])
    with pytest.raises(NotPosted, match="it answered 503"):
        webhook.post({"text": "x"})
    assert passed == [0, 12] and len(service.got) == 2


@pytest.mark.parametrize("drip", [b"HTTP/1.1 100 Continue\r\n\r\n", b"H", b"HTTP/1.1 200 OK\r\nX: ", b""])
def test_a_server_that_answers_without_end_is_given_up_at_the_deadline(drip: bytes) -> None:
    with dripping(drip=drip) as port, pytest.raises(NotPosted, match="it did not answer within 1 seconds") as raised:
        Webhook(f"http://127.0.0.1:{port}{SECRET}", within=1).post({"text": "x"})
    assert SECRET not in raised.value.message + raised.value.hint


def test_a_lost_connection_is_tried_again_and_then_given_up(service: Service) -> None:
    service.answers = [(0, {})]
    webhook, pauses = paused(service)
    with pytest.raises(NotPosted) as raised:
        webhook.post({"text": "x"})
    assert len(pauses) == TRIES - 1 and "the connection failed" in raised.value.message
    assert SECRET not in raised.value.message + raised.value.hint
    service.answers = [(0, {}), (204, {})]
    webhook.post({"text": "x"})


def test_nobody_there_is_no_failure_of_ours() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotPosted):
        Webhook(f"http://127.0.0.1:{port}{SECRET}", lambda seconds: None).post({"text": "x"})


def test_a_redirection_is_not_followed(service: Service) -> None:
    for status in (301, 302, 303, 307, 308):
        service.got.clear()
        service.answers = [(status, {"Location": "/elsewhere"})]
        webhook, pauses = paused(service)
        with pytest.raises(NotPosted, match=str(status)):
            webhook.post({"text": "x"})
        assert [path for path, _ in service.got] == [SECRET] and pauses == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "http://127.0.0.1.example.org/hook",
        "http://localhost.example.org/hook",
        "http://10.0.0.1/hook",
        "file:///etc/passwd",
        "ftp://127.0.0.1/hook",
        "https:///hook",
        "https://user:word@example.org/hook",
        "https://example.org/a b",
        "https://example.org/\r\nX: y",
        "https://example.org:99999/hook",
        "https://[::1/hook",
        "hook",
        "",
    ],
)
def test_an_address_that_cannot_be_trusted_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(UsageError) as raised:
        Webhook(url)
    assert "hook" not in raised.value.message.replace("webhook", "") and "word@" not in raised.value.message


@pytest.mark.parametrize(
    "url", ["https://example.org/hook", "http://127.0.0.1:8080/x", "http://[::1]:8080/x", "http://localhost/x"]
)
def test_https_and_this_computer_are_let_be(url: str) -> None:
    assert Webhook(url).host in url


def test_a_long_text_is_cut_at_a_line_to_what_discord_takes() -> None:
    content = str(discord([f"line {number} 😀" for number in range(400)])["content"])
    assert len(content.encode("utf-16-le")) // 2 <= 2000
    *kept, last = content.split("\n")
    assert kept[-1].startswith("line ") and last == f"… and {400 - len(kept)} lines more: govtool digest"
    assert discord(["x" * 3000])["content"] == "… and 1 line more: govtool digest"
    assert discord(["a", "b"])["content"] == "a\nb"


def test_a_mention_is_broken_in_services_that_have_no_switch_for_it() -> None:
    text = str(plain(["<!channel> @here"])["text"])
    assert "<!" not in text and "@h" not in text
    assert first_refused("\u200b") == 0  # a title itself cannot hold the sign that breaks it
