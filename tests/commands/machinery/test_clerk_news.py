"""The news that the clerk leaves: a feed, and a message of what this run did. The webhook is a real server here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from govtool.cli.machinery.feed import ATOM
from govtool.io.git.git import Git
from tests.stories.test_network import a_hook, wait_for
from tests.world.coop import Coop
from tests.world.host import Done, Host, at_once, govtool
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.webhook_service import SECRET, Service
from tests.world.words import MOTION


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as made:
        yield made


@pytest.fixture
def desk(coop: Coop, service: Service, monkeypatch: pytest.MonkeyPatch) -> Laptop:
    """A machine with the clerk's key, where the address of the webhook is known."""
    monkeypatch.setenv("GOVTOOL_CLERK_KEY", coop.clerk_key.openssh_private())
    monkeypatch.setenv("GOVTOOL_WEBHOOK", service.url)
    return Laptop(coop, "machine", with_key=False)


def told(service: Service) -> list[str]:
    """The texts that the service got."""
    return [str(value["text"] if "text" in value else value["content"]) for _, value in service.got]


def test_what_a_run_did_is_posted_once_with_who_is_waited_for(coop: Coop, desk: Laptop, service: Service) -> None:
    coop.propose("alice", "kettle", MOTION)
    said = desk.types("clerk")
    assert desk.status == 0 and "posted what happened to 127.0.0.1" in said and SECRET not in said
    assert desk.types("clerk") == f"(the clock is set to {coop.now})\n"
    (text,) = told(service)
    assert "0001 About kettle opens, proposed by alice" in text and "is founded" not in text
    assert "waits for alice, bob, carol, dan and erin" in text


def test_each_run_tells_its_own_minutes_and_no_other(coop: Coop, desk: Laptop, service: Service) -> None:
    coop.propose("alice", "kettle", MOTION)
    desk.types("clerk")
    coop.propose("bob", "teapot", MOTION)
    coop.run_clerk()  # another clerk, which posts nothing
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, "0001", "for")
    coop.vote("dan", "0002", "for", key=key_of("mallory"))
    coop.later("P2D")
    desk.types("clerk")
    first, second = told(service)
    assert "opens" in first and "passed" not in first
    assert "0001 About kettle: passed" in second and "takes effect" in second
    assert "opens" not in second and "ballot on 0002 of dan" in second and "[key_unknown]" in second


def test_a_run_that_only_gathers_ballots_tells_nothing(coop: Coop, desk: Laptop, service: Service) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.vote("alice", "0001")
    assert "gathered 1 ballot" in desk.types("clerk") and service.got == []


def test_main_that_was_repaired_is_told(coop: Coop, desk: Laptop, service: Service) -> None:
    oid = coop.tamper("registry/x.yaml", b"a: 1\n")
    assert "repaired main" in desk.types("clerk")
    (text,) = told(service)
    assert f"! main had unauthorised commits since {oid[:12]}" in text


def test_discord_gets_its_own_form(coop: Coop, desk: Laptop, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVTOOL_WEBHOOK", f"discord+{service.url}\n")
    coop.propose("alice", "kettle", MOTION)
    desk.types("clerk")
    ((path, value),) = service.got
    assert path == SECRET and value["allowed_mentions"] == {"parse": []} and "About kettle" in value["content"]


@pytest.mark.parametrize("answer", [404, 401, 301])
def test_a_service_that_says_no_is_told_and_changes_nothing(
    coop: Coop, desk: Laptop, service: Service, answer: int
) -> None:
    service.answers = [(answer, {})]
    coop.propose("alice", "kettle", MOTION)
    said = desk.types("clerk")
    assert desk.status == 0 and f"did not take it: it answered {answer}" in said and SECRET not in said
    assert coop.entry("0001").is_open and coop.audit().ok
    service.answers = [(204, {})]
    desk.types("clerk")
    assert len(service.got) == 1, "what one run told, no later run tells"


def test_an_address_that_cannot_be_trusted_is_told_and_changes_nothing(
    coop: Coop, desk: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVTOOL_WEBHOOK", "http://example.org" + SECRET)
    coop.propose("alice", "kettle", MOTION)
    data = desk.reads("clerk")
    assert desk.status == 0 and coop.entry("0001").is_open
    (problem,) = data["news"]["problems"]
    assert "must be reached by https" in problem["message"] and SECRET not in str(data)


def test_an_empty_secret_is_none(coop: Coop, desk: Laptop, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A forge gives a job the empty text where a secret is not set."""
    monkeypatch.setenv("GOVTOOL_WEBHOOK", "")
    coop.propose("alice", "kettle", MOTION)
    assert desk.reads("clerk")["news"] == {"feed": None, "posted_to": None, "problems": []} and service.got == []


def test_an_answer_to_a_push_that_is_lost_makes_no_second_post(coop: Coop, service: Service) -> None:
    """The host has taken the push, and stops before it says so: the run fails, and the next one finds it done."""
    environment = {"GOVTOOL_CLERK_KEY": coop.clerk_key.openssh_private(), "GOVTOOL_WEBHOOK": service.url}
    coop.propose("alice", "kettle", MOTION)
    with Host(coop) as host:
        clerk = host.clone("clerk")
        trace = a_hook(host, "touch '{trace}'; sleep 60")
        hook = (host.bare / "hooks" / "pre-receive").rename(host.bare / "hooks" / "post-receive")

        def stop() -> None:
            wait_for(trace)
            host.server.stop()

        done, _ = at_once(lambda: govtool(clerk.folder, "clerk", now=coop.now, environment=environment), stop)
        assert isinstance(done, Done) and done.status == 1 and coop.entry("0001").is_open and service.got == []
        hook.unlink()
        host.server.start()
        clerk.connect()
        again = govtool(clerk.folder, "clerk", now=coop.now, environment=environment)
        assert (again.status, again.out) == (0, "") and service.got == []
        coop.propose("bob", "teapot", MOTION)
        assert govtool(clerk.folder, "clerk", now=coop.now, environment=environment).status == 0
    (text,) = told(service)
    assert "About teapot opens" in text and "About kettle opens" not in text


def test_two_clerks_at_once_tell_each_minute_once(coop: Coop, service: Service) -> None:
    for slug in ("kettle", "teapot", "spoon"):
        coop.propose("alice", slug, MOTION)
    environment = {"GOVTOOL_CLERK_KEY": coop.clerk_key.openssh_private(), "GOVTOOL_WEBHOOK": service.url}
    with Host(coop, guarded=True) as host:
        folders = [host.clone("clerk").folder for _ in range(2)]
        at_once(*(lambda at=at: govtool(at, "clerk", now=coop.now, environment=environment) for at in folders))
    text = "\n".join(told(service))
    assert [text.count(f"About {slug} opens") for slug in ("kettle", "teapot", "spoon")] == [1, 1, 1]


# The feed -----------------------------------------------------------------------------------------------------------


def titles(path: Path) -> list[str]:
    top = ElementTree.fromstring(path.read_bytes())
    return [str(entry.findtext(f"{{{ATOM}}}title")) for entry in top.findall(f"{{{ATOM}}}entry")]


def test_the_feed_is_written_after_each_run_and_is_that_of_digest(coop: Coop, desk: Laptop) -> None:
    coop.propose("alice", "kettle", MOTION)
    assert "wrote news.xml" in desk.types("clerk", "--digest", "news.xml")
    file = desk.folder / "news.xml"
    assert titles(file)[0] == "0001 About kettle opens, proposed by alice" and len(titles(file)) == 2
    before = file.read_bytes()
    assert "wrote" not in desk.types("clerk", "--digest", "news.xml") and file.read_bytes() == before
    file.write_text("cut")
    assert "wrote news.xml" in desk.types("clerk", "--digest", "news.xml") and file.read_bytes() == before
    desk.types("digest", "--atom", "other.xml")
    assert (desk.folder / "other.xml").read_bytes() == before


def test_the_feed_says_whose_votes_an_opening_waits_for(coop: Coop, desk: Laptop) -> None:
    coop.propose("alice", "kettle", MOTION)
    desk.types("clerk", "--digest", "news.xml")
    text = (desk.folder / "news.xml").read_text()
    assert "It is for alice, bob, carol, dan and erin to vote on." in text and SECRET not in text


def test_the_feed_can_be_a_setting(coop: Coop, desk: Laptop) -> None:
    Git(desk.folder).set_setting("govtool.digest", "site/news.xml")
    assert desk.reads("clerk")["news"]["feed"] == "site/news.xml"
    assert titles(desk.folder / "site" / "news.xml") == ["Test Co-operative is founded"]


def test_a_feed_that_cannot_be_written_is_told_and_changes_nothing(coop: Coop, desk: Laptop) -> None:
    (desk.folder / "taken").write_text("")
    coop.propose("alice", "kettle", MOTION)
    said = desk.types("clerk", "--digest", "taken/news.xml")
    assert desk.status == 0 and "was not written" in said and coop.entry("0001").is_open
