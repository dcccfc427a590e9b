"""What comes to main without an event: the check, the guard and the audit say the same of a change, by one function."""

from __future__ import annotations

import pytest

from govtool.io.git.git import EXECUTABLE, FILE, GITLINK, SYMLINK, Entry
from govtool.roles.clerk.checker import judge_change
from govtool.roles.clerk.guard import judge
from govtool.roles.clerk.push import Push
from tests.world.coop import MAIN, Coop
from tests.world.people import codes

CASES = {
    "a file": ("docs/page.md", FILE, set()),
    "a program": ("docs/tool", EXECUTABLE, set()),
    "a link": ("docs/link", SYMLINK, set()),
    "a submodule": ("docs/module", GITLINK, set()),
    "a link that git reads as its own": ("docs/.gitmodules", SYMLINK, {"path"}),
    "a file that git reads as its own": ("docs/.gitmodules", FILE, set()),
    "a link with a name that Windows cannot keep": ("docs/aux", SYMLINK, {"path"}),
    "a link under a rule": (".github/link", SYMLINK, {"protected_path"}),
    "a link in the registry": ("registry/link", SYMLINK, {"protected_path"}),
    "a link that no row matches": ("link", SYMLINK, {"path_denied"}),
}


def entry(coop: Coop, mode: int) -> Entry:
    """Something to lie at a path: a link leads out of the repository, a submodule is a commit."""
    return Entry(mode, coop.head if mode == GITLINK else coop.hub.write("blob", b"/etc/passwd"))


@pytest.mark.parametrize("case", CASES)
def test_check_accepts_exactly_what_main_accepts(case: str, coop: Coop) -> None:
    path, mode, refused = CASES[case]
    change = coop.push_raw("change", {path: entry(coop, mode)})
    judged = judge_change(coop.book, change, coop.now)
    assert codes(judged.findings) == refused and judged.kind == ("direct change" if refused else "free change")
    pushed = judge(coop.hub, [Push(coop.head, change, MAIN)], coop.now)
    assert bool(pushed) is bool(refused), "as the guard judges the push"
    coop.push_raw("main", {path: entry(coop, mode)})
    assert coop.audit().ok is (not refused), "as the audit judges main"


@pytest.mark.parametrize("mode", [FILE, EXECUTABLE, SYMLINK, GITLINK])
def test_whatever_lies_at_a_free_path_may_become_another_thing_and_go(mode: int, coop: Coop) -> None:
    coop.push_raw("main", {"docs/page": entry(coop, mode)})
    for after in (entry(coop, SYMLINK), entry(coop, FILE), None):
        change = coop.push_raw("change", {"docs/page": after})
        if coop.hub.loose_commit(change).tree != coop.hub.loose_commit(coop.head).tree:
            judged = judge_change(coop.book, change, coop.now)
            assert judged.kind == "free change" and judged.findings == ()
        coop.push_raw("main", {"docs/page": after})
        assert coop.audit().ok


def test_the_clerk_publishes_a_link_that_the_check_accepts(coop: Coop) -> None:
    page = coop.push_raw("page", {"docs/link": entry(coop, SYMLINK)})
    assert judge_change(coop.book, page, coop.now).findings == ()
    coop.state("carol", "publish", {"commit": page})
    coop.run_clerk()
    found = coop.hub.entry(coop.hub.loose_commit(coop.head).tree, "docs/link")
    assert found is not None and found.mode == SYMLINK and coop.audit().ok
