"""Attacks on a person by way of the rules: out without a hearing, or around one."""

from __future__ import annotations

from dataclasses import replace

from govtool.core.times import add
from govtool.domain.decisions.draft import Draft, draft_of, moment_of
from govtool.domain.decisions.opening import problems
from govtool.io.signature.signature import SshKeys
from tests.world.coop import Coop
from tests.world.due_process import complain, last_digest, stated

EXPEL = "- {action: expel, member: dan, complaint: 'DIGEST'}"


def expelled_unfairly(coop: Coop) -> set[str]:
    """Without a complaint; with one that nobody joined; with one whose notice is not over, by the clerk itself."""
    seen = set()
    for slug, digest in (("nothing", "sha256:" + "0" * 64), ("half", ""), ("early", "")):
        if slug == "half":
            said = stated(coop, "alice", "complain", {"about": "dan", "particulars": {"text": "He snores."}})
            assert said == set()
            digest = last_digest(coop, "alice")
        if slug == "early":
            digest = complain(coop, "dan", by="bob carol")
        coop.propose("alice", slug, EXPEL.replace("DIGEST", digest))
        coop.run_clerk()
        assert coop.refused(f"proposal/{slug}") == {"REFUSE:due_process"}, slug
        seen |= coop.refused(f"proposal/{slug}")
    coop.later("P28D")
    coop.run_clerk()
    opened = next(entry for entry in coop.open_entries if entry.slug.startswith("expel"))
    return seen | _opened_early(coop.another("early"), draft_of(opened))


def _opened_early(coop: Coop, draft: Draft) -> set[str]:
    """A clerk gone bad opens a day before the notice is over what would open the day after."""
    digest = complain(coop, "dan", by="bob carol")
    action = draft.proposal.actions[0].changed(complaint=digest)
    at = add(coop.now, "P27D")
    early = replace(draft, proposal=draft.proposal.changed(actions=(action,), open_before=add(at, "P90D")))
    found = {problem.code for problem in problems(coop.registry, early, moment_of(early, at, SshKeys()))}
    assert found == {"due_process", "not_due"}
    return {f"REFUSE:{code}" for code in found}
