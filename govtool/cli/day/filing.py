"""Submission for `propose` and `edit`: reads a hand-written proposal, shows its effects, asks, and sends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from govtool.cli.terminal.context import NamedFile
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import YES, is_agreed, say
from govtool.cli.terminal.text import typed_text
from govtool.cli.terminal.typed import DATE, INSTANT
from govtool.cli.view.count import effects_data, passes
from govtool.cli.view.preview import tell_preview
from govtool.core.state import Content
from govtool.domain.decisions.files import NO_FILE, ChangeFiles
from govtool.domain.decisions.proposal import FILE, VOTES, Proposal
from govtool.errors import UsageError
from govtool.io.file.document import read_file
from govtool.roles.decisions.proposal_service import (
    FilingSent,
    Preview,
    Sheet,
    file_sheet,
    kept_by_id,
    kept_sheets,
    open_before_from,
    preview,
    read_proposal,
    slug_from,
)
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.desk.paper_service import encoded

OPEN_BEFORE = f"Not opened after this time: {INSTANT.forms} (default: in 30 days)."
COMMON: tuple[tuple[str, str, click.ParamType[Any] | None, str], ...] = (
    ("title", "--title", None, "The title that people vote on."),
    ("summary", "--summary", None, "A short description, at most 400 characters."),
    ("slug", "--slug", None, "The short name of its folder and branch."),
    ("open_before", "--open-before", INSTANT, OPEN_BEFORE),
    ("replaces", "--replaces", None, "The proposal (ID) that it replaces."),
    ("answers", "--answers", None, "The question that it answers beside other proposals, by its short name."),
    ("text_file", "--text", NamedFile(), "A file to add to it."),
)


TRIAL: tuple[tuple[str, str, click.ParamType[Any] | None, str], ...] = (
    ("trial_until", "--trial-until", DATE, f"Try it: undone by this day ({DATE.forms}) unless a second vote keeps it."),
    ("measure", "--measure", None, "For a trial: how people will see whether it works."),
    ("owner", "--owner", None, "For a trial: the person who reports on it (default: you)."),
)


def common_options(own: Iterable[str] = (), *, trial: bool = False) -> list[click.Parameter]:
    """The options that all proposals have, except those that a field of the action has as its own. `trial` adds those
    of an action that can be tried.
    """
    options: list[click.Parameter] = [
        click.Option([option, parameter], type=kind, help=text)
        for parameter, option, kind, text in (*COMMON, *(TRIAL if trial else ()))
        if option.removeprefix("--") not in own
    ]
    options.append(click.Option(["--draft"], is_flag=True, help="Keep it as a draft that everybody can see."))
    return [*options, click.Option(["--yes"], is_flag=True, help=YES)]


@dataclass(frozen=True)
class Plan:
    """A proposal to submit, with its title for people. `is_named` says that its author chose its short name."""

    sheet: Sheet
    title: str
    is_named: bool = True

    @classmethod
    def of(
        cls,
        desk: Desk,
        asks: Mapping[str, object],
        typed: Mapping[str, Any],
        words: tuple[str, str],
        files: Mapping[str, bytes],
        changed: Mapping[str, Content | None],
    ) -> Plan:
        """The plan for a proposal made here, from what it asks for and what was typed as `COMMON`.

        `asks` are its actions, or its ballot and options; `words` its title and summary. Raises UsageError if its short
        name is that of another person's draft.
        """
        slug, replaces, text_file = (typed.get(name) for name in ("slug", "replaces", "text_file"))
        proposal = Proposal.read(
            {
                "title": typed_text(words[0]),
                "summary": typed_text(words[1]),
                "proposer": desk.member.id,
                "open_before": typed.get("open_before") or open_before_from(desk.book.state, desk.now),
                "replaces": entry_named(desk, replaces).number if replaces else None,
                "trial": _trial(desk, typed),
                "answers": typed.get("answers"),
                **asks,
            },
            "propose",
            kinds=desk.book.state.catalogue,
        )
        texts = {text_file.name: read_file(text_file)} if text_file else {}
        files = {FILE: encoded(proposal, FILE), **files, **texts}
        if slug is not None:
            _refuse_taken(desk, slug)
        sheet = Sheet(slug or slug_from(desk, proposal.title), files, changed)
        return cls(sheet, proposal.title, is_named=slug is not None)

    def file(self, desk: Desk, *, draft: bool = False) -> FilingSent:
        """Submits it, or keeps it as a draft. If a generated short name was just taken, it takes another one."""
        return file_sheet(desk, self.sheet, draft=draft, title=None if self.is_named else self.title)


def _trial(desk: Desk, typed: Mapping[str, Any]) -> dict[str, str] | None:
    """The trial that somebody typed, None if it is meant to stay. Raises UsageError if a part of it is missing."""
    until, measure, owner = (typed.get(parameter) for parameter, *_ in TRIAL)
    if until is None and measure is None and owner is None:
        return None
    if until is None or measure is None:
        raise UsageError(
            "a trial needs the day of its review and what it is measured by",
            "add --trial-until DAY --measure 'what you will look at'",
        )
    name = member_by_id(desk.book.state, owner).id if owner else desk.member.id
    return {"review_on": until, "measure": typed_text(measure), "owner": name}


def _refuse_taken(desk: Desk, slug: str) -> None:
    """Refuses the short name of another person's draft or submission; replaces the person's own, with a note."""
    kept = kept_by_id(desk, slug) if slug in kept_sheets(desk) else None
    if kept is None:
        return
    there = read_proposal(kept.sheet.files.get(FILE, b""), desk.book.state.catalogue)
    if there.proposer != desk.member.id:
        raise UsageError(
            f"{slug} is a proposal of {there.proposer} that is not opened yet", "choose another: --slug NAME"
        )
    desk.notes.append(f"it replaces your draft or submission {slug}")


def read_plan(desk: Desk, source: Path, slug: str | None) -> Plan:
    """The plan of a folder or a proposal.yaml that was written by hand. Raises UsageError or Refused."""
    if source.is_dir():
        files = {
            path.relative_to(source).as_posix(): read_file(path)
            for path in sorted(source.rglob("*"))
            if path.is_file() and not path.relative_to(source).as_posix().startswith((f"{VOTES}/", "."))
        }
        slug = slug or source.resolve().name
    else:
        files = {FILE: read_file(source)}
    if FILE not in files:
        raise UsageError(f"{source} holds no {FILE}", "its fields: govtool schema proposal")
    state = desk.book.state
    proposal = read_proposal(files[FILE], state.catalogue, str(source / FILE if source.is_dir() else source))
    sheet = Sheet(slug or slug_from(desk, proposal.title), files, _changed(desk, proposal))
    return Plan(sheet, proposal.title, is_named=slug is not None)


def _changed(desk: Desk, proposal: Proposal) -> dict[str, Content | None]:
    """The new files of change-files, read from the working folder."""
    found: dict[str, Content | None] = {}
    for action in proposal.actions:
        for change in action.files if isinstance(action, ChangeFiles) else ():
            top = desk.git.work_folder
            if change.to == NO_FILE or top is None:
                found[change.path] = None
            else:
                found[change.path] = Content(read_file(top / change.path), change.mode == "100755")
    return found


def file_plan(desk: Desk, plan: Plan, *, draft: bool, yes: bool, as_json: bool) -> bool:
    """Shows what a plan would do and who must agree, asks, and submits it. False if the person said no.

    Raises Refused, and UsageError if nobody can be asked and there is no --yes: nobody signs what they did not see.
    """
    if draft:
        _tell_draft(desk, plan.file(desk, draft=True), as_json=as_json)
        return True
    seen = preview(desk, plan.sheet)
    if not as_json:
        tell_preview(seen)
    if not is_agreed("Submit it?", yes=yes, as_json=as_json, default=True):
        return False
    _tell_sent(desk, seen, plan.file(desk), as_json=as_json)
    return True


def _tell_sent(desk: Desk, seen: Preview, sent: FilingSent, *, as_json: bool) -> None:
    slug = sent.sheet.slug
    if as_json:
        asked = [
            picked(each, "rule", needs=passes(seen.entry.terms(each), each.electorate(seen.state)))
            for each in seen.entry.asked
        ]
        more = {"title": seen.entry.title, "folder": sent.sheet.folder(desk.now), "effects": effects_data(seen.effects)}
        print_json(picked(sent, "sheet.slug branch commit state", draft=sent.is_draft, rules=asked, **more))
        return
    if sent.state == "delivered" and desk.remote.pushes_elsewhere:
        say(f"Sent to your fork as the branch {sent.branch}.", bold=True)
        say("  → open a pull request from that branch; it gets its number and opens in the clerk's next run after that")
    elif sent.state == "delivered":
        say(f"Submitted as {slug}. It gets its number and opens in the clerk's next run.", bold=True)
    else:
        say(f"Signed as {slug}, and kept on this computer until it can be sent.", bold=True)
    say("  → follow it: govtool status")


def _tell_draft(desk: Desk, sent: FilingSent, *, as_json: bool) -> None:
    slug = sent.sheet.slug
    if as_json:
        print_json(picked(sent, "sheet.slug branch commit state", draft=sent.is_draft))
        return
    say(
        f"Kept as the draft {slug}" + (", where everybody can read it." if sent.state == "delivered" else "."),
        bold=True,
    )
    say(f"  → change or submit it: govtool edit {slug}")
