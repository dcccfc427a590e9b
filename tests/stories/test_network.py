"""When the network is not as one wishes: no host, a host that stops in the middle of a push, a wrong password."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.io.git.remote import PushRefused, Unreachable
from tests.world.coop import Coop
from tests.world.host import Clone, Host
from tests.world.people import key_of
from tests.world.words import MOTION


@pytest.fixture
def host(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host with an open vote."""
    coop = Coop.copied(tmp_path_factory, tmp_path)
    coop.open("alice", "kettle", MOTION)
    with Host(coop) as host:
        yield host


def a_hook(host: Host, script: str) -> Path:
    """A hook of the host's own that runs before a push is taken; what it writes goes into the file that is given."""
    hook, trace = host.bare / "hooks" / "pre-receive", host.bare / "trace"
    hook.write_text(f"#!/bin/sh\n{script.format(trace=trace)}\n")
    hook.chmod(0o755)
    return trace


def wait_for(path: Path) -> None:
    """Waits until something else has made a file."""
    while not path.exists():
        time.sleep(0.01)


def ballots(host: Host) -> dict[str, str]:
    """The ballots that lie on the host."""
    return host.branches("vote/")


# No network ----------------------------------------------------------------------------------------------------------


def test_a_ballot_signed_without_network_is_kept_and_delivered_by_the_next_command(host: Host) -> None:
    alice = host.clone("alice")
    host.server.stop()
    done = alice.types("vote", "kettle", "for")
    assert done.status == 0
    assert "signed, and kept on this computer until it can be sent" in done.out
    assert "could not fetch" in done.err
    assert ballots(host) == {}
    again = alice.types("vote", "kettle", "for")
    assert "Your vote on 0001 " in again.out and ": for already" in again.out
    host.server.start()
    alice.connect()
    done = alice.types("status")
    assert "delivered alice's vote on 0001, which was signed earlier" in done.said
    assert list(ballots(host)) == ["vote/0001/alice"]
    host.coop.later("P2D")
    assert host.clone("clerk").run_clerk().done == ["0001 gathered 1 ballot"]


def test_offline_neither_fetches_nor_sends_and_says_that_the_ballot_is_only_signed(host: Host) -> None:
    alice = host.clone("alice")
    host.coop.vote("bob", "0001")
    done = alice.types("vote", "kettle", "for", "--offline")
    assert done.status == 0
    assert "signed, and kept" in done.out
    assert list(ballots(host)) == ["vote/0001/bob"]
    assert alice.remote.branches("vote/") == {}


def test_what_waits_in_one_computer_never_replaces_a_later_vote_from_another(host: Host) -> None:
    laptop, desktop = host.clone("alice"), host.clone("alice")
    laptop.types("vote", "1", "for", "--offline")
    desktop.types("vote", "1", "against")
    later = ballots(host)
    assert "alice's vote on 0001 was signed here but not sent" in laptop.types("status").err
    assert ballots(host) == later
    # who knows both may replace it, with a higher cast
    assert "(ballot 2: it replaces your earlier ones)" in laptop.types("vote", "1", "for").out
    assert ballots(host) != later
    host.coop.later("P2D")
    clerk = host.clone("clerk")
    clerk.run_clerk()
    assert clerk.run.refused_ballots == {}


def test_what_a_stranger_put_on_my_branch_meanwhile_is_replaced_when_i_vote_again(host: Host) -> None:
    alice = host.clone("alice")
    alice.types("vote", "1", "for", "--offline")
    junk = host.coop.vote("alice", "0001", "against", key=key_of("mallory"))
    assert "was signed here but not sent" in alice.types("status").err
    assert ballots(host) == {"vote/0001/alice": junk}
    assert "already; it is signed and delivered" in alice.types("vote", "1", "for").out
    assert ballots(host) != {"vote/0001/alice": junk}


def test_a_second_clone_that_is_behind_is_told_to_fetch_first_and_only_then_to_be_alarmed(host: Host) -> None:
    desktop, laptop = host.clone("alice"), host.clone("alice")
    host.coop.open("bob", "teapot", MOTION)
    desktop.types("status")
    done = laptop.types("status", "--offline")
    assert done.status == 10
    assert "fetch, in case this clone is behind. If it stays so, main was rewritten" in done.err
    assert laptop.types("status").status == 0


def test_a_clerk_without_network_says_so_and_loses_nothing(host: Host) -> None:
    clerk = host.clone("clerk")
    host.coop.vote("bob", "0001")
    host.server.stop()
    with pytest.raises(Unreachable, match=r"could not fetch from http://127\.0\.0\.1"):
        clerk.run_clerk()
    host.server.start()
    clerk.connect()
    assert clerk.run_clerk().done == ["0001 gathered 1 ballot"]


# Carried by hand -----------------------------------------------------------------------------------------------------


def test_a_ballot_is_carried_by_hand_in_a_file_by_somebody_else(host: Host, tmp_path: Path) -> None:
    alice, dan, file = host.clone("alice"), host.clone("dan"), tmp_path / "alice.bundle"
    alice.connect("a password that nobody knows")
    done = alice.types("vote", "kettle", "against", "--to", file)
    assert done.status == 0 and "Anybody can bring it in: govtool take" in done.err
    assert ballots(host) == {}
    done = dan.types("take", file)
    assert done.status == 0 and "delivered" in done.out
    assert list(ballots(host)) == ["vote/0001/alice"]
    host.coop.later("P2D")
    run = host.clone("clerk").run_clerk()
    assert run.done == ["0001 gathered 1 ballot"] and run.refused_ballots == {}
    # back on the network, her own clone sees that it arrived
    alice.connect()
    done = alice.types("vote", "kettle", "against")
    assert "already; it is signed, delivered and received by the clerk: it counts" in done.out
    assert alice.hub.refs("refs/govtool/outbox/") == {}


def test_who_has_no_network_either_keeps_what_is_to_be_carried_until_there_is_one(host: Host, tmp_path: Path) -> None:
    alice, dan, file = host.clone("alice"), host.clone("dan"), tmp_path / "alice.bundle"
    host.server.stop()
    alice.types("vote", "kettle", "for", "--to", file)
    assert "kept here" in dan.types("take", file).out
    host.server.start()
    dan.connect()
    assert "delivered alice's vote on 0001" in dan.types("status").err
    assert list(ballots(host)) == ["vote/0001/alice"]


def test_a_file_that_was_changed_on_its_way_brings_nothing_in(host: Host, tmp_path: Path) -> None:
    alice, dan, file = host.clone("alice"), host.clone("dan"), tmp_path / "alice.bundle"
    alice.types("vote", "kettle", "for", "--to", file)
    data = bytearray(file.read_bytes())
    data[-30] ^= 1
    file.write_bytes(data)
    assert dan.types("take", file).status == 1
    assert ballots(host) == {}
    assert dan.hub.refs("refs/govtool/") == {}


# A host that stops ---------------------------------------------------------------------------------------------------


def stopped_in_a_push(host: Host, clone: Clone, ref: str, oid: str) -> Unreachable:
    """Pushes, and stops the host while its hook thinks; gives what the pusher is told."""
    trace = a_hook(host, "touch '{trace}'; sleep 60")

    def stop() -> None:
        wait_for(trace)
        host.server.stop()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(Unreachable) as caught:
        clone.push(ref, oid)
    stopper.join()
    (host.bare / "hooks" / "pre-receive").unlink()
    host.server.start()
    clone.connect()
    return caught.value


def test_a_host_that_stops_in_the_middle_of_a_push_has_taken_nothing(host: Host) -> None:
    alice = host.clone("alice")
    oid = alice.push_raw("drafts/mine", {"docs/draft.md": b"Draft\n"})
    error = stopped_in_a_push(host, alice, "refs/heads/drafts/mine", oid)
    assert "could not push to http://127.0.0.1" in error.message
    assert "drafts/mine" not in host.branches()
    alice.push("refs/heads/drafts/mine", oid)
    assert host.branches()["drafts/mine"] == oid


def test_a_vote_during_which_the_host_stops_is_kept_and_sent_later(host: Host) -> None:
    alice = host.clone("alice")
    trace = a_hook(host, "touch '{trace}'; sleep 60")

    def stop() -> None:
        wait_for(trace)
        host.server.stop()

    stopper = threading.Thread(target=stop)
    stopper.start()
    done = alice.types("vote", "1", "against")
    stopper.join()
    assert done.status == 0
    assert "signed, and kept on this computer" in done.out
    assert "could not push" in done.err
    (host.bare / "hooks" / "pre-receive").unlink()
    host.server.start()
    alice.connect()
    assert "delivered alice's vote on 0001" in alice.types("vote", "1", "against").err
    assert list(ballots(host)) == ["vote/0001/alice"]


# Not let in ----------------------------------------------------------------------------------------------------------


def test_a_wrong_password_is_told_without_the_password_and_the_ballot_is_kept(host: Host) -> None:
    alice = host.clone("alice", password="guessed-secret")
    done = alice.types("vote", "kettle", "for")
    assert done.status == 0
    assert "signed, and kept on this computer" in done.out
    assert "Authentication failed" in done.err
    assert "guessed-secret" not in done.said
    assert ballots(host) == {}
    alice.connect()
    assert "delivered alice's vote on 0001" in alice.types("status").err


def test_a_clerk_with_a_wrong_password_is_told_without_the_password(host: Host) -> None:
    clerk = host.clone("clerk", password="guessed-secret")
    host.coop.vote("bob", "0001")
    with pytest.raises(Unreachable, match="Authentication failed") as caught:
        clerk.run_clerk()
    assert "guessed-secret" not in str(caught.value)


def test_without_any_password_nobody_is_asked_for_one_and_waits(host: Host) -> None:
    alice = host.clone("alice")
    alice.hub.set_setting("remote.origin.url", host.server.public_url("hub"))
    with pytest.raises(Unreachable, match="could not read Username"):
        alice.push("refs/heads/drafts/mine", alice.head)


def test_a_host_that_says_no_is_quoted_and_what_was_signed_stays(host: Host) -> None:
    alice = host.clone("alice")
    a_hook(host, "echo 'no pushes on Sundays' >&2; exit 1")
    with pytest.raises(PushRefused, match="no pushes on Sundays"):
        alice.push("refs/heads/drafts/mine", alice.head)
    done = alice.types("vote", "1", "for")
    assert done.status == 0 and "signed, and kept on this computer" in done.out
    assert "no pushes on Sundays" in done.err
    (host.bare / "hooks" / "pre-receive").unlink()
    assert "delivered alice's vote on 0001" in alice.types("status").err


@pytest.mark.parametrize("words", ["stale info", "fetch first", "non-fast-forward", "cannot lock ref"])
def test_a_refusal_is_no_lost_race_whatever_its_words(host: Host, words: str) -> None:
    alice = host.clone("alice")
    a_hook(host, f"echo '{words}: ask the administrator' >&2; exit 1")
    with pytest.raises(PushRefused, match=words):
        alice.push("refs/heads/drafts/mine", alice.head)


def test_a_host_that_lets_no_branch_go_back_is_quoted_and_no_race_is_lost(host: Host) -> None:
    alice = host.clone("alice")
    alice.push("refs/heads/drafts/mine", alice.head)
    host.coop.hub.set_setting("receive.denyNonFastForwards", "true")
    earlier = alice.hub.first_parent(alice.head)
    with pytest.raises(PushRefused, match="denying non-fast-forward refs/heads/drafts/mine"):
        alice.push("refs/heads/drafts/mine", earlier, expected=alice.head)
    assert host.branches("drafts/") == {"drafts/mine": alice.head}


def test_a_branch_that_stands_in_the_way_is_no_lost_race_but_a_refusal(host: Host) -> None:
    alice = host.clone("alice")
    host.coop.hub.set_ref("refs/heads/vote", host.head)
    with pytest.raises(PushRefused, match="refs/heads/vote' exists"):
        alice.push("refs/heads/vote/0001/alice", alice.head)
