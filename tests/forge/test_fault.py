"""A forge that fails, at every request in turn: no decision changes, and what could not be shown is shown later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govtool.roles.desk.desk import Desk
from tests.forge.forge_bench import Bench
from tests.forge.forge_fake import Fault, ForgeFake, serving
from tests.world.coop import Coop

FAULTS = {
    "401": Fault(401, message="Bad credentials"),
    "403": Fault(403, message="Resource not accessible by integration"),
    "403 limit": Fault(403, (("Retry-After", "3"),), "You have exceeded a secondary rate limit"),
    "403 hour": Fault(403, (("X-RateLimit-Remaining", "0"), ("Retry-After", "3600")), "API rate limit exceeded"),
    "404": Fault(404, message="Not Found"),
    "405": Fault(405, message="Method not allowed"),
    "409": Fault(409, message="Conflict"),
    "422": Fault(422, message="Validation Failed"),
    "429": Fault(429, (("Retry-After", "2"),), "Too many requests"),
    "500": Fault(500, message="Server Error"),
    "502": Fault(502, message="Bad Gateway"),
    "cut before": Fault(cut="before"),
    "cut after": Fault(cut="after"),
}
PASSING = {"403 limit", "429", "500", "502", "cut before", "cut after"}
FIRST = [("GET", "/pulls"), ("GET", "/comments"), ("POST", "/comments"), ("GET", "/statuses"), ("POST", "/statuses"),
         ("GET", "/labels/"), ("POST", "/labels"), ("POST", "/issues/7/labels")]  # fmt: skip
LAST = [("PATCH", "/comments"), ("POST", "/statuses"), ("PATCH", "/pulls/7"), ("DELETE", "/labels"),
        ("POST", "/issues/7/labels")]  # fmt: skip


@pytest.fixture
def bench(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Bench]:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    with serving(ForgeFake(coop)) as forge:
        yield Bench(coop, forge)


def what_is_shown(bench: Bench) -> tuple[Any, ...]:
    """All that a person sees of pull request 7."""
    pull = bench.forge.pulls[7]
    return bench.forge.bodies(7), bench.forge.status(pull.head), pull.labels, pull.is_open


def tried(bench: Bench, desk: Desk, name: str, method: str, path: str) -> None:
    """A round in which one request meets a fault: it is overcome at once, or told, and the next round mends it."""
    before = bench.coop.head
    bench.forge.fail(method, path, FAULTS[name])
    first = bench.keep(desk=desk)
    problems = [kept.problem for kept in first if kept.problem is not None]
    # An answer 404 to what is looked for or taken away says that it is not there: then that is done.
    is_no_fault = name == "404" and (method == "DELETE" or path == "/labels/")
    assert bool(problems) == (name not in PASSING and not is_no_fault), (problems, name)
    for problem in problems:
        assert "127.0.0.1 answered" in problem.message and problem.hint and bench.github._token not in problem.message
    bench.keep(desk=desk)
    assert bench.coop.head == before, "nothing on a forge moves main"


@pytest.mark.parametrize("name", FAULTS)
def test_a_new_page_comes_out_right_whatever_fails_on_the_way(bench: Bench, name: str) -> None:
    bench.filed(7, "alice", "kettle")
    bench.coop.run_clerk()
    desk = bench.fetched()
    for method, path in FIRST:
        bench.forge.comments.clear(), bench.forge.statuses.clear(), bench.forge.labels.clear()
        bench.forge.pulls[7].labels.clear()
        bench.github._patience = 180
        tried(bench, desk, name, method, path)
        bodies, status, labels, is_open = what_is_shown(bench)
        assert len(bodies) == 1 and labels == ["govtool: open"] and is_open, (method, path)
        assert status is not None and status[0] == "pending"
    assert bench.keep() == () and bench.forge.changes == []


@pytest.mark.parametrize("name", FAULTS)
def test_the_end_of_a_vote_is_shown_whatever_fails_on_the_way(bench: Bench, name: str) -> None:
    head = bench.filed(7, "alice", "kettle")
    bench.run()
    said, statuses = bench.comment(7), list(bench.forge.statuses)
    bench.coop.finish("0001")
    desk = bench.fetched()
    for method, path in LAST:
        (ours,) = bench.forge.comments.values()
        ours.body, bench.forge.statuses[:] = said, statuses
        bench.forge.pulls[7].is_open, bench.forge.pulls[7].labels = True, ["govtool: open"]
        bench.github._patience = 180
        tried(bench, desk, name, method, path)
        bodies, status, labels, is_open = what_is_shown(bench)
        assert "**rejected**" in bodies[0] and len(bodies) == 1 and not is_open, (method, path)
        assert status == ("failure", "0001 rejected on 2026-11-08 10:00 UTC") and labels == ["govtool: rejected"]
    assert bench.keep() == () and bench.forge.status(head) is not None


def test_a_label_that_somebody_made_at_the_same_moment_is_no_obstacle_for_the_next_run(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.forge.fail("GET", "/labels/", Fault(404))
    bench.forge.labels["govtool: open"] = "ffffff"
    (kept,) = bench.run()
    assert kept.problem is not None
    assert [kept.problem for kept in bench.keep()] == [None] and bench.keep() == ()


def test_one_page_that_is_refused_keeps_nobody_from_the_others(bench: Bench) -> None:
    for number, proposer in ((7, "alice"), (8, "bob"), (9, "carol")):
        bench.filed(number, proposer, f"kettle-{number}")
    bench.forge.fail("POST", "/issues/8/comments", Fault(403, message="This conversation is locked"))
    found = {kept.pull: kept.problem for kept in bench.run()}
    assert found[7] is None and found[9] is None
    assert found[8] is not None and "This conversation is locked" in found[8].message


def test_a_forge_that_is_away_is_not_asked_for_every_page(bench: Bench) -> None:
    for number, proposer in ((7, "alice"), (8, "bob"), (9, "carol")):
        bench.filed(number, proposer, f"kettle-{number}")
    bench.coop.run_clerk()
    bench.forge.fail("GET", "/comments", *[Fault(503)] * 12)
    (kept,) = bench.keep()
    assert kept.pull == 7 and kept.problem is not None and bench.waits == [1, 2, 4]
    assert sum(path.endswith("/comments") for _, path in bench.forge.requests) == 4


def test_comments_are_read_to_the_end_before_one_is_written(bench: Bench) -> None:
    bench.forge.most = 2
    bench.filed(7, "alice", "kettle")
    for number in range(5):
        bench.forge.says("mallory", 7, f"<!-- govtool:page -->\n{number}")
    bench.run()
    assert len(bench.forge.bodies(7)) == 1 and bench.keep() == ()


def test_a_comment_that_was_written_before_the_connection_was_lost_is_not_written_twice(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.forge.fail("POST", "/comments", Fault(cut="after"))
    (kept,) = bench.run()
    assert kept.problem is None and len(bench.forge.bodies(7)) == 1
    bench.coop.at("2026-11-07T10:00:00Z")
    bench.forge.fail("POST", "/comments", Fault(502), Fault(cut="after"))
    (kept,) = bench.run()
    assert kept.problem is None
    assert sum("govtool:reminder" in body for body in bench.forge.bodies(7)) == 1
