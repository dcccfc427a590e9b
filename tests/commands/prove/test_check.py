"""`govtool check`: every kind of change judged before it lands, with the place of what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govtool.cli.main import run
from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.io.git.git import Entry
from tests.conftest import Git as RunGit
from tests.world.clone import Clone
from tests.world.coop import Coop
from tests.world.people import key_of, person
from tests.world.place import ROOT
from tests.world.words import MOTION


@pytest.fixture
def clone(coop: Coop, git: RunGit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Clone:
    return Clone(coop, git, monkeypatch, capsys)


def codes(clone: Clone, commit: str, *options: str) -> set[str]:
    """The codes that the check of a commit gives; the exit status must agree."""
    clone.coop.hub.set_ref("refs/heads/checked", commit)
    clone.fetch()
    status, data = clone.json("check", commit, *options)
    found = {finding["code"] for finding in data["findings"]}
    assert data["ok"] is (not found) and status == (10 if found else 0) and data["format"] == 1
    return found


class TestProposals:
    def test_a_filing_that_the_clerk_would_open_is_fine(self, coop: Coop, clone: Clone) -> None:
        assert codes(clone, coop.propose("alice", "kettle", MOTION)) == set()
        assert "a proposal: kettle: nothing is wrong" in clone.govtool("check", "origin/proposal/kettle")[1]

    def test_names_that_a_filing_would_leave_in_the_registry_are_a_warning(self, coop: Coop, clone: Clone) -> None:
        plain = coop.propose("alice", "kettle", MOTION)
        assert codes(clone, plain) == set(), "a warning refuses nothing"
        _, data = clone.json("check", plain)
        assert [found["code"] for found in data["warnings"]] == ["filing_names"] and data["ok"]
        status, said = clone.govtool("check", plain)
        assert status == 0
        assert "with this submission the registry stores A Tester <tester@example.org> permanently" in said
        filed = coop.hub.commit(plain)
        stamp = "alice <alice@invalid> 1793527200 +0000"
        hidden = coop.commit(filed.tree, filed.parents, filed.message, key_of("alice"), stamp)
        assert codes(clone, hidden) == set() and clone.json("check", hidden)[1]["warnings"] == []

    def test_a_draft_is_judged_the_same_without_a_signature(self, coop: Coop, clone: Clone) -> None:
        text = coop.proposal_text("alice", "kettle", MOTION)
        place = "proposals/2026-11/kettle/proposal.yaml"
        assert codes(clone, coop.push_raw("", {place: text.encode()})) == set()
        wrong = text.replace("proposer: alice", "proposer: zoe")
        assert codes(clone, coop.push_raw("", {place: wrong.encode()})) == {"unknown_member"}

    def test_what_is_wrong_is_told_with_line_and_column_and_the_next_step(self, coop: Coop, clone: Clone) -> None:
        text = coop.proposal_text("alice", "kettle", MOTION) + "colour: red\n"
        commit = coop.push_raw("draft", {"proposals/2026-11/kettle/proposal.yaml": text.encode()})
        clone.fetch()
        status, data = clone.json("check", commit)
        assert status == 10
        (found,) = data["findings"]
        assert (found["code"], found["path"]) == ("schema", "proposals/2026-11/kettle/proposal.yaml")
        assert found["line"] > 1 and found["column"] >= 1 and "colour" in found["message"] and found["hint"]
        said = clone.govtool("check", commit)[1]
        assert f"proposals/2026-11/kettle/proposal.yaml:{found['line']}:{found['column']}: " in said and "→" in said

    def test_somebody_else_cannot_file_in_my_name(self, coop: Coop, clone: Clone) -> None:
        filing = coop.propose("alice", "kettle", MOTION, signer=key_of("bob"))
        assert codes(clone, filing) == {"proposer"}

    def test_the_text_of_an_open_proposal_cannot_be_changed(self, coop: Coop, clone: Clone) -> None:
        coop.pass_("alice", "kettle", MOTION)
        place = "proposals/2026-11/kettle/proposal.yaml"
        assert "content_frozen" in codes(clone, coop.push_raw("", {place: (coop.file(place) or b"") + b"# more\n"}))


BAD_FILES: dict[str, tuple[str, bytes | Entry, str]] = {
    "an alias": ("proposal.yaml", b"title: &a x\nsummary: *a\n", "yaml"),
    "a tag": ("proposal.yaml", b"title: !!python/object:os.system x\n", "yaml"),
    "a merge key": ("proposal.yaml", b"a: {b: 1}\n<<: {c: 1}\n", "yaml"),
    "a second document": ("proposal.yaml", b"title: x\n---\ntitle: y\n", "yaml"),
    "a key twice": ("proposal.yaml", b'title: x\n"title": y\n', "yaml"),
    "two thousand brackets": ("proposal.yaml", b"a: " + b"[" * 2000 + b"]" * 2000 + b"\n", "limits"),
    "ten megabytes": ("text.md", b"x" * 10_000_000, "limits"),
    "a name of 300 letters": ("a" * 300, b"x", "limits"),
    "a device's name": ("con.", b"x", "name"),
    "an invisible character": ("text.md", "safe‮text\n".encode(), "invisible"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_proposal_with_bad_bytes_is_refused(case: str, coop: Coop, clone: Clone) -> None:
    name, data, code = BAD_FILES[case]
    files = {"proposal.yaml": coop.proposal_text("alice", "kettle", MOTION).encode(), name: data}
    placed = {f"proposals/2026-11/kettle/{path}": content for path, content in files.items()}
    assert code in codes(clone, coop.push_raw("", placed))


@pytest.mark.parametrize("mode", [0o120000, 0o160000, 0o100755])
def test_a_proposal_that_is_no_plain_file_is_refused(mode: int, coop: Coop, clone: Clone) -> None:
    blob = coop.hub.write("blob", coop.proposal_text("alice", "kettle", MOTION).encode())
    assert "mode" in codes(clone, coop.push_raw("", {"proposals/2026-11/kettle/proposal.yaml": Entry(mode, blob)}))


def test_twins_by_case_are_refused(coop: Coop, clone: Clone) -> None:
    files = {"proposal.yaml": coop.proposal_text("alice", "kettle", MOTION).encode(), "a.md": b"x", "A.md": b"y"}
    placed = {f"proposals/2026-11/kettle/{path}": content for path, content in files.items()}
    assert codes(clone, coop.push_raw("", placed)) == {"name"}


@pytest.mark.parametrize("slug", ["$(id)", "a;b", "Kettle", "аlice"])
def test_a_slug_that_a_shell_or_a_reader_could_misread_is_refused(slug: str, coop: Coop, clone: Clone) -> None:
    text = coop.proposal_text("alice", "kettle", MOTION)
    assert "slug" in codes(clone, coop.push_raw("", {f"proposals/2026-11/{slug}/proposal.yaml": text.encode()}))


@pytest.mark.parametrize("name", ["аlice", '"alice\\n"'])
def test_a_person_s_id_with_a_look_alike_letter_is_refused(name: str, coop: Coop, clone: Clone) -> None:
    text = coop.proposal_text("alice", "kettle", MOTION).replace("proposer: alice", f"proposer: {name}")
    assert codes(clone, coop.push_raw("", {"proposals/2026-11/kettle/proposal.yaml": text.encode()})) == {"id"}


class TestBallots:
    def test_a_ballot_is_judged_as_the_count_will_judge_it(self, coop: Coop, clone: Clone) -> None:
        number = coop.open("alice", "kettle", MOTION)
        assert codes(clone, coop.vote("bob", number, "for")) == set()
        assert "bob's ballot on proposal 0001: for" in clone.govtool("check", f"origin/vote/{number}/bob")[1]
        assert codes(clone, coop.vote("bob", number, "for", key=key_of("mallory"))) == {"key_unknown"}
        assert codes(clone, coop.vote("vera", number, "for")) == {"not_in_electorate"}
        assert codes(clone, coop.vote("bob", number, "for", trailer="sha256:" + "0" * 64)) == {"trailer"}

    def test_a_ballot_after_the_end_is_told_so(self, coop: Coop, clone: Clone) -> None:
        number = coop.open("alice", "kettle", MOTION)
        late = coop.vote("carol", number, "for", branch="late")
        coop.vote("alice", number, "for")
        coop.vote("bob", number, "for")
        coop.finish(number)
        assert "not_open" in codes(clone, late)

    def test_a_ballot_that_brings_another_file_along_is_refused(self, coop: Coop, clone: Clone) -> None:
        number = coop.open("alice", "kettle", MOTION)
        assert codes(clone, coop.vote("bob", number, "for", also={"docs/x.md": b"x\n"})) == {"extra_path"}


class TestStatements:
    def test_a_statement_is_judged_as_the_clerk_will(self, coop: Coop, clone: Clone) -> None:
        assert codes(clone, coop.state("carol", "resign")) == set()
        assert codes(clone, coop.state("carol", "resign", number=7)) == {"number"}
        assert codes(clone, coop.state("carol", "resign", key=key_of("dan"))) == {"key_unknown"}
        assert codes(clone, coop.state("carol", "crown")) == {"schema"}

    def test_a_handover_is_judged_by_its_own_rule(self, coop: Coop, clone: Clone) -> None:
        assert codes(clone, coop.sign_handover("alice", key_of("new clerk"))) == set()
        assert codes(clone, coop.sign_handover("alice", key_of("new clerk"), key=key_of("mallory"))) == {"key_unknown"}


class TestDirectChanges:
    def test_the_registry_and_ruled_files_are_changed_by_events_only(self, coop: Coop, clone: Clone) -> None:
        assert codes(clone, coop.push_raw("", {"registry/debts/2026/11/x.yaml": b"x\n"})) == {"protected_path"}
        assert codes(clone, coop.push_raw("", {".github/workflows/x.yml": b"x\n"})) == {"protected_path"}
        assert codes(clone, coop.push_raw("", {"conftest.py": b"x\n"})) == {"path_denied"}
        # beside a proposal too
        assert "protected_path" in codes(
            clone, coop.propose("alice", "kettle", MOTION, changed={"registry/bylaws.yaml": b"x\n"})
        )

    def test_free_paths_are_free(self, coop: Coop, clone: Clone) -> None:
        assert codes(clone, coop.push_raw("", {"docs/guide.md": b"# Guide\n"})) == set()
        assert codes(clone, coop.push_raw("", {"docs/aux.md": b"x\n"})) == {"path"}
        link = Entry(0o120000, coop.hub.write("blob", b"/etc/passwd"))
        assert codes(clone, coop.push_raw("", {"docs/link": link})) == set(), "as main takes it"
        assert codes(clone, coop.push_raw("", {"docs/.gitmodules": link})) == {"path"}

    def test_a_branch_that_merged_main_is_compared_with_what_it_merged(self, coop: Coop, clone: Clone) -> None:
        mine = coop.push_raw("", {"docs/guide.md": b"# Guide\n"})
        coop.pass_("alice", "kettle", MOTION)
        tree = coop.tree(coop.hub.loose_commit(coop.head).tree, {"docs/guide.md": b"# Guide\n"})
        merge = coop.commit(tree, (mine, coop.head), "Merge main\n", None)
        assert codes(clone, merge) == set()

    def test_history_from_somewhere_else_is_refused(self, coop: Coop, clone: Clone) -> None:
        stray = coop.commit(coop.hub.loose_commit(coop.head).tree, (), "Root\n", None)
        assert codes(clone, stray) == {"ancestry"}

    def test_a_folder_with_a_name_twice_is_refused_and_not_a_crash(self, coop: Coop, clone: Clone) -> None:
        blob = bytes.fromhex(coop.hub.write("blob", b"x\n"))
        tree = coop.hub.write("tree", b"100644 a\0" + blob + b"100644 a\0" + blob)
        commit = coop.commit(
            coop.tree(coop.hub.loose_commit(coop.head).tree, {"docs": Entry(0o040000, tree)}), (coop.head,), "x\n", None
        )
        assert codes(clone, commit) == {"name"}

    def test_nothing_of_a_change_is_run(self, coop: Coop, clone: Clone) -> None:
        sentinel = clone.coop.folder / "sentinel"
        evil = f"import pathlib; pathlib.Path({str(sentinel)!r}).touch()\n".encode()
        names = ("conftest.py", "setup.py", "sitecustomize.py", "docs/conftest.py")
        codes(clone, coop.push_raw("", dict.fromkeys(names, evil)))
        assert not sentinel.exists()


class TestOnMain:
    def test_what_is_on_main_already_is_judged_by_the_audit(self, coop: Coop, clone: Clone) -> None:
        coop.pass_("alice", "kettle", MOTION)
        assert codes(clone, coop.head) == set()
        assert codes(clone, coop.head, "--on-main") == set()
        coop.tamper("registry/bylaws.yaml", b"x\n")
        assert "unauthorised" in codes(clone, coop.head)
        assert "not_on_main" in codes(clone, coop.head, "--on-main")

    def test_a_commit_of_a_fork_or_behind_a_merge_is_not_on_main(self, coop: Coop, clone: Clone) -> None:
        number = coop.pass_("alice", "kettle", MOTION)
        imposter = coop.push_raw("fork", {"docs/x.md": b"x\n"}, key=coop.clerk_key)
        assert codes(clone, imposter, "--on-main") == {"not_on_main"}
        ballot = coop.hub.ref(f"refs/heads/vote/{number}/alice") or ""
        assert coop.hub.is_ancestor(ballot, coop.head), "reachable, and still not of main"
        assert codes(clone, ballot, "--on-main") == {"not_on_main"}

    def test_a_change_is_judged_against_an_earlier_main_on_request(self, coop: Coop, clone: Clone) -> None:
        before = coop.head
        filing = coop.propose("alice", "kettle", MOTION)
        coop.run_clerk()
        again = coop.propose("alice", "kettle", "- action: motion\n# another text", parent=before, push=False)
        assert codes(clone, again) != set()
        assert codes(clone, again, "--against", before) == set()
        # the filing that was opened is what it is: nothing is wrong with it
        assert codes(clone, filing) == set()
        assert "open already as 0001" in clone.govtool("check", filing)[1]


def adopt_schema(coop: Coop, kind: str, data: bytes) -> None:
    """The co-operative votes for a schema of its own."""
    path = f"schemas/{kind}.local.json"
    change = f"{{path: {path}, mode: '100644', from: absent, to: '{digest_of(data)}'}}"
    coop.pass_("alice", f"schema-of-{kind}", f"- action: change-files\n  files: [{change}]", changed={path: data})
    assert coop.file(path) == data


class TestLocalSchemas:
    @pytest.fixture
    def own(self, coop: Coop, clone: Clone) -> Clone:
        """The co-operative asks for summaries of thirty letters."""
        adopt_schema(coop, "proposal", b'{"properties": {"summary": {"minLength": 30}}}')
        return clone

    def test_a_proposal_is_held_to_the_co_operative_s_own_schema(self, coop: Coop, own: Clone) -> None:
        filing = coop.propose("alice", "kettle", MOTION)
        assert codes(own, filing) == {"local_schema"}
        (found,) = own.json("check", filing)[1]["findings"]
        assert found["line"] == 2 and "schemas/proposal.local.json" in found["message"]
        longer = coop.proposal_text("alice", "kettle", MOTION).replace("What kettle", "What the new kettle of ours")
        assert codes(own, coop.propose("alice", "kettle", MOTION, text=longer)) == set()

    def test_a_change_cannot_bring_its_own_looser_schema(self, coop: Coop, own: Clone) -> None:
        filing = coop.propose("alice", "kettle", MOTION, changed={"schemas/proposal.local.json": b"{}"})
        assert codes(own, filing) != set()

    def test_a_record_that_a_proposal_would_make_is_held_to_it_too(self, coop: Coop, clone: Clone) -> None:
        adopt_schema(coop, "policy", b'{"properties": {"title": {"maxLength": 5}}}')
        action = "- action: adopt-policy\n  policy: tea\n  title: Tea for everybody\n  text: tea.md\n  from_version: 0"
        files = {"tea.md": b"# Tea\n"}
        assert codes(clone, coop.propose("alice", "tea", action, files=files)) == {"local_schema"}
        assert codes(clone, coop.propose("alice", "tea", action.replace(" for everybody", ""), files=files)) == set()


class TestRulesThatAskNobody:
    AMEND = (
        "- action: amend-bylaws\n  changes:\n"
        "    - {path: rules.files.electorate, from: {who: members}, to: {who: team, team: kings}}\n"
    )

    PLACE = "proposals/2026-11/kings/proposal.yaml"
    WHAT = "nothing can pass under the rule files, which asks the team kings, which does not exist"
    NEXT = "put people there (govtool propose form-team --help, assign-duty --help), or amend the rule"

    def warned(self, clone: Clone, commit: str) -> list[dict[str, Any]]:
        """What the check of a commit warns of, but for the name that the tests' git writes."""
        assert codes(clone, commit) == set(), "a warning refuses nothing"
        data = clone.json("check", commit)[1]
        assert set(data) == {"format", "ok", "what", "findings", "warnings"}, "one list, of one shape"
        return [found for found in data["warnings"] if found["code"] != "filing_names"]

    def test_an_amendment_to_such_a_rule_is_warned_of_and_can_land(self, coop: Coop, clone: Clone) -> None:
        commit = coop.propose("alice", "kings", self.AMEND)
        (found,) = self.warned(clone, commit)
        assert (found["code"], found["path"]) == ("rule_asks_nobody", self.PLACE)
        assert (found["message"], found["hint"]) == (self.WHAT, self.NEXT)
        status, said = clone.govtool("check", commit)
        assert status == 0 and "nothing is wrong with it" in said
        assert f"{self.PLACE}: {self.WHAT} [rule_asks_nobody]\n  → {self.NEXT}\n" in said

    def test_a_workflow_shows_it_as_a_warning_at_the_proposal(
        self, coop: Coop, clone: Clone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        commit = coop.propose("alice", "kings", self.AMEND)
        clone.fetch()
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        said = clone.govtool("check", commit)[1]
        place = f"file={self.PLACE},line=1,col=1,title=rule_asks_nobody"
        assert f"::warning {place}::{self.WHAT} → {self.NEXT}\n" in said and "::error" not in said

    def test_main_with_such_a_rule_is_warned_of_at_the_bylaws(self, coop: Coop, clone: Clone) -> None:
        coop.pass_("alice", "kings", self.AMEND)
        (found,) = self.warned(clone, coop.head)
        assert (found["code"], found["path"]) == ("rule_asks_nobody", "registry/bylaws.yaml")

    def test_a_rule_that_asked_nobody_before_is_not_the_proposal_s(self, coop: Coop, clone: Clone) -> None:
        coop.pass_("alice", "kings", self.AMEND)
        assert self.warned(clone, coop.propose("alice", "kettle", MOTION)) == []

    def test_another_proposal_says_nothing_of_it(self, coop: Coop, clone: Clone) -> None:
        assert self.warned(clone, coop.propose("alice", "kettle", MOTION)) == []


class TestTemplates:
    @pytest.fixture
    def template(self, tmp_path: Path, git: RunGit) -> Path:
        """A repository with the registry that this project ships; nothing is founded in it."""
        git(tmp_path, "init", "--quiet", "--initial-branch=main", ".")
        for source in sorted((ROOT / "registry").rglob("*.yaml")):
            target = tmp_path / "registry" / source.relative_to(ROOT / "registry")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
        return tmp_path

    def check(self, folder: Path, git: RunGit, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--no-gpg-sign", "-m", "x")
        capsys.readouterr()
        status = run(["-C", str(folder), "check", "--json"])
        data = json.loads(capsys.readouterr().out)
        assert status == (10 if data["findings"] else 0)
        findings: list[dict[str, Any]] = data["findings"]
        return findings

    def test_the_template_of_this_project_passes(
        self, template: Path, git: RunGit, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.check(template, git, capsys) == []

    def test_every_file_must_be_a_record_in_its_form_and_place(
        self, template: Path, git: RunGit, capsys: pytest.CaptureFixture[str]
    ) -> None:
        teams = template / "registry" / "teams"
        (teams / "platform.yaml").write_bytes(b"# a comment\n" + (teams / "platform.yaml").read_bytes())
        (teams / "stray.txt").write_bytes(b"x\n")
        seat = {"member": "noname", "counts_at": "2026-11-01T10:00:00Z"}
        (teams / "kitchen.yaml").write_bytes(emit({"id": "kitchen", "name": "Kitchen", "seats": [seat]}))
        (teams / "pantry.yaml").write_bytes(emit({"id": "larder", "name": "Larder"}))
        found = {(finding["path"].rsplit("/", 1)[-1], finding["code"]) for finding in self.check(template, git, capsys)}
        assert found == {
            ("platform.yaml", "canonical"),
            ("stray.txt", "name"),
            ("kitchen.yaml", "unknown_member"),
            ("pantry.yaml", "name"),
        }

    def test_bylaws_that_contradict_themselves_are_refused(
        self, template: Path, git: RunGit, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bylaws = template / "registry" / "bylaws.yaml"
        bylaws.write_bytes(bylaws.read_bytes().replace(b'rule: "amend"', b'rule: "nowhere"'))
        assert {finding["code"] for finding in self.check(template, git, capsys)} == {"schema"}

    def test_bylaws_that_break_the_guard_are_refused(
        self, template: Path, git: RunGit, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bylaws = template / "registry" / "bylaws.yaml"
        bylaws.write_bytes(bylaws.read_bytes().replace(b'dormant_notice: "P28D"', b'dormant_notice: "P13D"'))
        (found,) = self.check(template, git, capsys)
        assert found["code"] == "schema" and "periods.dormant_notice must be at least 14 days" in found["message"]

    def test_a_rule_that_asks_a_team_or_duty_that_does_not_exist_is_refused(
        self, template: Path, git: RunGit, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bylaws = template / "registry" / "bylaws.yaml"
        text = bylaws.read_text()
        start = text.index("  files:\n")
        of_team = text[start:].replace('      who: "members"\n', '      who: "team"\n      team: "kings"\n', 1)
        bylaws.write_text(text[:start] + of_team)
        (found,) = self.check(template, git, capsys)
        assert "there is no team kings" in found["message"]
        of_duty = text[start:].replace('      who: "members"\n', '      who: "duty"\n      duty: "king"\n', 1)
        bylaws.write_text(text[:start] + of_duty)
        assert self.check(template, git, capsys) == [], "nobody is in it yet who could have the duty"
        alice = template / person("alice").path
        alice.parent.mkdir(parents=True)
        alice.write_bytes(person("alice").as_file)
        (found,) = self.check(template, git, capsys)
        assert "nobody has the duty king" in found["message"]

    def test_without_a_registry_there_is_nothing_to_check(
        self, tmp_path: Path, git: RunGit, capsys: pytest.CaptureFixture[str]
    ) -> None:
        git(tmp_path, "init", "--quiet", "--initial-branch=main", ".")
        git(tmp_path, "commit", "--quiet", "--allow-empty", "--no-gpg-sign", "-m", "x")
        assert run(["-C", str(tmp_path), "check"]) == 1
        assert "nothing is founded" in capsys.readouterr().err
