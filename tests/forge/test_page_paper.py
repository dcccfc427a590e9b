"""Pull requests that bring no open proposal: ballots, statements, drafts, files. And words that would be more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from govtool.core.ids import digest_of
from govtool.roles.forge.page.markdown import LARGEST_COMMENT, block, cell, code, difference, few, table
from tests.forge.forge_bench import MOTION, Bench
from tests.forge.forge_fake import ForgeFake, serving
from tests.world.coop import Coop
from tests.world.people import key_of

MARKED = "<!-- govtool:page -->"


@pytest.fixture
def bench(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Bench]:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    with serving(ForgeFake(coop)) as forge:
        yield Bench(coop, forge)


# Ballots and statements ---------------------------------------------------------------------------------------------


def test_a_ballot_in_a_pull_request_is_told_to_be_counted_and_closed(bench: Bench) -> None:
    bench.coop.open("alice", "kettle", MOTION)
    bench.coop.vote("dan", "0001", "for")
    head = bench.requested(4, "vote/0001/dan")
    (kept,) = bench.run()
    assert kept.changed == ("comment", "closed") and kept.about == "0001"
    assert "**It is counted** as it stands now." in bench.comment(4) and not bench.forge.pulls[4].is_open
    assert bench.forge.status(head) is None and bench.keep() == ()
    bench.coop.later("P2D")
    for voter in ("alice", "bob"):
        bench.coop.vote(voter, "0001")
    bench.run()
    assert bench.coop.entry("0001").status == "passed" and bench.coop.hub.is_ancestor(head, bench.coop.head)


def test_a_ballot_that_does_not_count_is_told_why_and_closed(bench: Bench) -> None:
    bench.coop.open("alice", "kettle", MOTION)
    bench.coop.vote("dan", "0001", key=key_of("mallory"))
    bench.requested(4, "vote/0001/dan")
    bench.run()
    said = bench.comment(4)
    assert "**It is not counted.**" in said and "[key_unknown]" in said and "govtool key list" in said
    assert not bench.forge.pulls[4].is_open


def test_an_earlier_ballot_is_told_that_another_one_counts(bench: Bench) -> None:
    bench.coop.open("alice", "kettle", MOTION)
    bench.coop.vote("dan", "0001", "for")
    bench.requested(4, "vote/0001/dan")
    bench.coop.vote("dan", "0001", "against", cast=2)
    bench.run()
    assert "**Another ballot of dan is counted**, which says against." in bench.comment(4)


def test_a_ballot_that_comes_after_the_decision_is_told_so(bench: Bench) -> None:
    bench.coop.open("alice", "kettle", MOTION)
    bench.coop.vote("dan", "0001", "for")
    oid = bench.coop.hub.ref("refs/heads/vote/0001/dan") or ""
    bench.coop.hub.delete_ref("refs/heads/vote/0001/dan")
    bench.coop.finish("0001")
    bench.forge.pull(4, oid)
    bench.run()
    assert "it came after the vote closed" in bench.comment(4) and not bench.forge.pulls[4].is_open


def test_a_ballot_of_the_decision_is_told_so_by_a_late_run(bench: Bench) -> None:
    bench.coop.open("alice", "kettle", MOTION)
    bench.coop.vote("dan", "0001", "against")
    bench.requested(4, "vote/0001/dan")
    bench.coop.run_clerk()
    bench.coop.finish("0001")
    bench.forge.pulls[4].is_open = True
    bench.forge._see_merges = lambda: None  # type: ignore[method-assign]
    bench.keep()
    assert "**It is counted** in the decision of 2026-11-08 10:00 UTC." in bench.comment(4)


def test_a_statement_that_is_taken_is_shown_as_merged(bench: Bench) -> None:
    bench.coop.state("dan", "resign")
    bench.requested(5, "statement/dan/000001")
    bench.run()
    assert bench.forge.pulls[5].is_merged and bench.keep() == ()


def test_a_statement_that_is_not_taken_is_told_why_and_closed(bench: Bench) -> None:
    bench.coop.state("dan", "resign", key=key_of("mallory"))
    bench.requested(5, "statement/dan/000001")
    bench.run()
    said = bench.comment(5)
    assert "### `dan's statement: resign`" in said and "**It is not taken.**" in said and "[key_unknown]" in said
    assert not bench.forge.pulls[5].is_open and bench.keep() == ()


# Files and drafts ---------------------------------------------------------------------------------------------------


def test_files_under_a_rule_are_told_the_way_to_a_vote(bench: Bench) -> None:
    head = bench.coop.push_raw("", {".github/workflows/clerk.yml": b"on: push\n"})
    bench.forge.pull(3, head, "a-stranger")
    bench.run()
    assert "[protected_path]" in bench.comment(3) and "`govtool propose files`" in bench.comment(3)
    assert bench.forge.status(head) == (
        "failure",
        "it brings no proposal; protected files change by a vote: govtool propose files",
    )
    assert bench.forge.pulls[3].is_open and bench.forge.pulls[3].labels == ["govtool: refused"]


def test_free_paths_need_no_vote_and_get_no_status(bench: Bench) -> None:
    head = bench.coop.push_raw("", {"docs/b.md": b"b\n"})
    bench.forge.pull(3, head, "a-stranger")
    bench.run()
    assert f"`govtool publish {head}`" in bench.comment(3) and bench.forge.status(head) is None
    assert bench.forge.pulls[3].labels == [] and bench.forge.pulls[3].is_open and bench.keep() == ()


def test_a_draft_is_told_how_it_is_filed(bench: Bench) -> None:
    text = bench.coop.proposal_text("alice", "kettle", MOTION)
    head = bench.coop.push_raw("", {"proposals/2026-11/kettle/proposal.yaml": text.encode()})
    bench.forge.pull(3, head, draft=True)
    bench.run()
    assert bench.forge.status(head) == ("pending", "a draft, which its proposer has not submitted yet")
    assert "`govtool edit --as-is`" in bench.comment(3) and bench.forge.pulls[3].labels == []


def test_what_the_forge_calls_a_draft_is_opened_all_the_same_where_it_is_signed(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.forge.pulls[7].draft = True
    bench.run()
    assert bench.forge.pulls[7].labels == ["govtool: open"]


def test_a_closed_one_that_brought_nothing_is_left_alone(bench: Bench) -> None:
    bench.forge.pull(3, bench.coop.push_raw("", {"registry/x.yaml": b"a: 1\n"}), is_open=False)
    assert bench.run() == () and bench.forge.changes == [] and bench.forge.bodies(3) == []


# Whose words ---------------------------------------------------------------------------------------------------------


def test_a_marker_by_another_account_is_no_comment_of_ours(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    forged = bench.forge.says("mallory", 7, f"{MARKED}\n### 0001 passed\n")
    bench.forge.says("mallory", 7, "<!-- govtool:reminder 0001 -->\nnobody needs to vote")
    bench.run()
    assert forged.body == f"{MARKED}\n### 0001 passed\n" and "**open**" in bench.comment(7)
    bench.coop.at("2026-11-07T10:00:00Z")
    bench.run()
    assert sum("govtool:reminder" in body for body in bench.forge.bodies(7)) == 1


def test_our_comment_is_written_again_where_somebody_altered_it_or_a_second_one_is_there(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    before = bench.comment(7)
    ours = next(said for said in bench.forge.comments.values() if said.body == before)
    ours.body = f"{MARKED}\n**passed**"
    bench.forge.says(bench.forge.login, 7, f"{MARKED}\na second one")
    (kept,) = bench.keep()
    assert set(kept.changed) == {"a second comment removed", "comment"}
    assert bench.comment(7) == before == ours.body and bench.keep() == ()


def test_a_status_of_our_name_by_another_hand_is_set_right(bench: Bench) -> None:
    head = bench.filed(7, "alice", "kettle")
    bench.run()
    bench.forge.sets_status("mallory", head, "success", "govtool/decision", "0001 passed and enacted")
    bench.forge.sets_status("mallory", head, "success", "another", "fine")
    (kept,) = bench.keep()
    assert kept.changed == ("status",) and (bench.forge.status(head) or ("",))[0] == "pending"


def test_labels_of_other_people_stay(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.forge.pulls[7].labels = ["good first issue", "govtool: passed"]
    bench.run()
    assert bench.forge.pulls[7].labels == ["good first issue", "govtool: open"]
    assert set(bench.forge.labels) == {"govtool: open"}


def test_a_token_of_another_account_leaves_no_comment_that_nobody_finds_again(bench: Bench) -> None:
    bench.forge.login = "kettle-app[bot]"
    bench.filed(7, "alice", "kettle")
    (kept,) = bench.run()
    assert kept.problem is not None and "GOVTOOL_FORGE_ACCOUNT='kettle-app[bot]'" in kept.problem.hint
    assert bench.forge.bodies(7) == []
    assert bench.keep("kettle-app[bot]")[0].problem is None and bench.keep("kettle-app[bot]") == ()


def test_a_token_of_a_person_is_asked_whose_it_is(bench: Bench) -> None:
    bench.forge.login = "alice-on-github"
    bench.filed(7, "alice", "kettle")
    assert [kept.problem for kept in bench.run()] == [None] and bench.keep() == ()


NASTY = [
    "@team look", "x | y | z", "`` ` ``", "</code><img src=x onerror=alert(1)>", "[a](http://evil.example)",
    "<!-- govtool:page -->", "--> **passed**", "#1 fixes #2", "https://evil.example www.evil.example a@evil.example",
    "a\\|b", "\\`@team\\`", "```", ":tada:", "&lt;b&gt;", "$`x`$", "` `` ```",
]  # fmt: skip


@pytest.mark.parametrize("nasty", NASTY)
def test_what_a_person_writes_stays_a_word_on_the_page(bench: Bench, nasty: str) -> None:
    escaped = nasty.replace("\\", "\\\\").replace('"', '\\"')
    text = bench.coop.proposal_text("alice", "kettle", MOTION)
    text = text.replace("About kettle", f'"{escaped}"').replace("What kettle is about", f'"{escaped}"')
    bench.filed(7, "alice", "kettle", text=text)
    bench.run()
    bench.coop.vote("alice", "0001", reason=nasty)
    bench.run()
    assert_words_only(bench.comment(7), 1)
    rows = [line for line in bench.comment(7).split("\n") if line.startswith("| alice | for | 2 | ")]
    assert len(rows) == 1


def assert_words_only(said: str, marks: int) -> None:
    """A forge's reader finds no HTML but the mark, no link or image, and none of what people wrote beside code."""
    found = []
    for token in MarkdownIt("commonmark", {"linkify": False}).enable("table").parse(said):
        found += [(child.type, child.content) for child in token.children or ()] or [(token.type, token.content)]
    html = [content for kind, content in found if kind.startswith("html")]
    assert len(html) == marks and all(content.strip() == MARKED for content in html)
    assert not {kind for kind, _ in found} & {"link_open", "image", "autolink"}
    plain = " ".join(content for kind, content in found if kind == "text")
    assert "@" not in plain and "evil" not in plain and "#1" not in plain and ":tada:" not in plain


@given(st.text(alphabet=st.sampled_from("`|\\<>@#a \n!-[]()*_~&;:$\u202e\u200b"), max_size=40))
def test_people_s_words_are_one_piece_of_code_whatever_they_are(text: str) -> None:
    kinds = [
        child.type for token in MarkdownIt("commonmark").parse(f"- {code(text)} end") for child in token.children or ()
    ]
    assert kinds in (["code_inline", "text"], ["text"])
    rows = MarkdownIt("commonmark").enable("table").parse("\n".join(table(["a", "b"], [[cell(text), "x"]])))
    assert sum(token.type == "td_open" for token in rows) == 2


@given(st.lists(st.text(alphabet=st.sampled_from("`~a \t"), max_size=12), max_size=6))
def test_no_file_can_end_the_block_that_shows_it(lines: list[str]) -> None:
    shown = block(list(difference("a.md", None, "\n".join(lines).encode())))
    tokens = MarkdownIt("commonmark").parse("\n".join([*shown, "", "after"]))
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]


def test_a_page_has_a_bound_with_a_clear_cut(bench: Bench) -> None:
    data = "".join(f"line {number} `` of the text\n" for number in range(4_000)).encode()
    actions = (
        "- action: change-files\n  files:\n"
        f'    - {{path: .github/tea.md, mode: "100644", from: absent, to: "{digest_of(data)}"}}'
    )
    bench.filed(7, "alice", "tea", actions, changed={".github/tea.md": data})
    (kept,) = bench.run()
    assert kept.problem is None, kept.problem
    said = bench.comment(7)
    assert 60_000 < len(said.encode()) <= LARGEST_COMMENT
    assert "lines more.** All of it: `govtool show 1`." in said and said.endswith("recomputes it.")
    assert_words_only(said, 1)


def test_no_list_takes_the_place_of_the_others() -> None:
    lines = [f"- {code('é' * 5_000)}" for _ in range(500)]
    shown = few(lines, 200, "- and {left} more")
    assert len("\n".join(shown).encode()) <= 12_100 and shown[-1] == f"- and {500 - len(shown) + 1} more"
    assert few(lines[:3], 3, "- and {left} more") == lines[:3]
    assert few(["a", "b", "c"], 2, "and {left} more") == ["a", "b", "and 1 more"]
