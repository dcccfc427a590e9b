"""The recovery sheet, to print: what to keep where, and what to type after a loss. As text, or as HTML.

Every command has a line of its own, as people type it. No text of anybody becomes markup or a line of its own.
"""

from __future__ import annotations

import html
import re
import shlex
import textwrap
from collections.abc import Iterator
from typing import Literal

from govtool.cli.terminal.render import clean
from govtool.cli.terminal.text import local, one_line
from govtool.roles.people.key_sheet import KeySheet

Block = tuple[Literal["title", "heading", "text", "type", "fact", "key"], str]
WIDTH = 78
_FOLDER = "co-operative"
_STICKS = (
    "Copy its file to two USB sticks, keep them in two places away from your computer, this sheet beside one of them, "
    "and then delete the file here:"
)
_OTHER_COMPUTER = "better in a new one on another computer: what stole the key may still be on yours."
_STYLE = (
    "body{font:11pt/1.4 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:10pt/1.4 monospace;margin:.3em 0 .3em 1.5em}"
    "h2{font-size:12pt;margin:1.2em 0 .3em}p{margin:.3em 0}@media print{body{margin:0}h2{break-after:avoid}}"
)


def blocks_of(sheet: KeySheet) -> Iterator[Block]:
    """The sheet, part by part."""
    yield "title", f"Recovery key of {sheet.member.name} ({sheet.member.id}) in {sheet.organization}"
    yield from _facts(sheet)
    yield from _keep(sheet)
    yield from _lost(sheet)
    yield from _stolen(sheet)
    yield from _seen(sheet)
    yield from _everything(sheet)
    if sheet.private:
        yield "heading", "The private key"
        yield (
            "text",
            "Save these lines as the file ~/recovery, from the first dash to the last, and end it with a new line.",
        )
        yield "key", sheet.private


def _facts(sheet: KeySheet) -> Iterator[Block]:
    yield "fact", f"founding    {sheet.genesis}"
    if sheet.url:
        yield "fact", f"repository  {sheet.url}"
    yield "fact", f"this key    {sheet.recovery.key.public_key.fingerprint}"
    for fingerprint in sheet.signing:
        yield "fact", f"signs now   {fingerprint}"
    yield "fact", f"printed     {local(sheet.printed_at)}"
    if sheet.is_taken and sheet.active_at <= sheet.printed_at:
        good = "The key is good now"
    else:
        good = f"The key is good from {local(sheet.active_at)} on"
    yield "text", f"{good}. It registers and revokes keys of yours, and can do nothing else."
    if not sheet.is_taken:
        yield "text", "Or a little later: the clerk has not registered it yet. See for yourself:"
        yield "type", "govtool key list"


def _keep(sheet: KeySheet) -> Iterator[Block]:
    yield "heading", "What to keep where"
    if sheet.private:
        locked = "It needs its passphrase too."
        if not sheet.is_locked:
            locked = "It has no passphrase: a reader of this sheet can take your keys."
        paper = "Keep it as you keep the deed of a house, on paper, in no photo, cloud or mail."
        yield "text", f"THE PRIVATE KEY IS ON THIS SHEET. {locked} {paper}"
    else:
        yield "text", f"The private key is not on this sheet. {_STICKS}"
        yield "fact", str(sheet.recovery.file)
    if sheet.is_locked:
        yield "text", "The passphrase of the key: keep it where the key is not. Nobody can give you another one."
    yield "text", "The founding fingerprint above identifies the true co-operative: compare it, letter by letter."


def _arrive(sheet: KeySheet) -> Iterator[Block]:
    """The way from a computer that knows nothing to a clone whose founding fingerprint is certain."""
    yield "text", "On a computer that you trust, with git, OpenSSH and govtool on it:"
    yield "type", f"git clone {shlex.quote(sheet.url or 'ADDRESS')} {_FOLDER}"
    yield "type", f"cd {_FOLDER}"
    yield "type", f"git config govtool.genesis {sheet.genesis}"


def _take_back(sheet: KeySheet) -> Iterator[Block]:
    yield "text", "Put the file of this recovery key at ~/recovery, for yourself only:"
    yield "type", "chmod 600 ~/recovery"


def _revocations(sheet: KeySheet) -> Iterator[Block]:
    for fingerprint in sheet.signing:
        yield "type", f"govtool key revoke {fingerprint} --sign-with ~/recovery"


def _new_key() -> Iterator[Block]:
    yield (
        "text",
        "Then a new key, which signs as soon as the clerk has taken it. Give git the file that the line names:",
    )
    yield "type", "govtool key rotate --sign-with ~/recovery"
    yield "type", "govtool key setup --key ~/.ssh/govtool_ed25519"


def _look() -> Iterator[Block]:
    yield "text", "Take ~/recovery off the computer again, and look at what waits, and at what was signed in your name:"
    yield "type", "govtool status"
    yield "text", "If you signed a vote in an open proposal with a revoked key, vote again."


def _lost(sheet: KeySheet) -> Iterator[Block]:
    yield "heading", "My computer is lost, broken or stolen"
    yield from _arrive(sheet)
    yield from _take_back(sheet)
    yield "text", "The keys that were on it are worthless from then on:"
    yield from _revocations(sheet)
    yield from _new_key()
    yield from _look()


def _stolen(sheet: KeySheet) -> Iterator[Block]:
    yield "heading", "I have my computer, and somebody else may have my key"
    yield "text", f"At once, in your clone; {_OTHER_COMPUTER}"
    yield from _take_back(sheet)
    yield from _revocations(sheet)
    yield "text", "A key in this list that you do not know is the thief's; revoke it in the same way:"
    yield "type", "govtool key list"
    yield "text", "Then a new key. Do what the last line says that this prints:"
    yield "type", "govtool key rotate --sign-with ~/recovery"
    yield from _look()
    yield "text", "Tell the others what was not yours."


def _seen(sheet: KeySheet) -> Iterator[Block]:
    yield "heading", "Somebody else has seen this recovery key"
    yield "text", "Only the key itself, or a vote of the others, can take it away. With it at ~/recovery:"
    yield "type", f"govtool key revoke {sheet.recovery.key.public_key.fingerprint} --sign-with ~/recovery"
    yield "text", "Once the clerk has taken that, make another one:"
    yield "type", "govtool key sheet"


def _everything(sheet: KeySheet) -> Iterator[Block]:
    yield "heading", "I have lost every key, this one too"
    rule = f", by the rule {sheet.rule}" if sheet.rule else ""
    yield (
        "text",
        f"Then the others vote on a new key for you{rule}. Go to one of them: they must be sure that it is you.",
    )
    yield from _arrive(sheet)
    yield "type", "govtool key setup"
    me = sheet.member.id
    yield "type", f"govtool key prove {me} --to {me}.proof"
    yield "text", f"Give them {me}.proof, and the .pub file of the new key as {me}.pub; they type:"
    key, proof = f"--key {me}.pub", f"--proof @{me}.proof"
    yield "type", f"govtool propose rekey --member {me} {key} {proof}"


def as_text(sheet: KeySheet) -> str:
    """The sheet as plain text."""
    parts: list[str] = []
    before = ""
    for kind, text in blocks_of(sheet):
        plain = clean(text) if kind == "key" else one_line(clean(text))
        if kind == "title":
            parts += [plain, "=" * len(plain), ""]
        elif kind == "heading":
            parts += ["", plain, "-" * len(plain), ""]
        elif kind == "text":
            parts += [*([""] if before in ("type", "fact") else []), *textwrap.wrap(plain, WIDTH), ""]
        elif kind == "key":
            parts += plain.rstrip("\n").split("\n")
        else:
            parts.append(("    " if kind == "type" else "  ") + (plain if kind == "type" else clean(text)))
        before = kind
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip("\n") + "\n"


def as_html(sheet: KeySheet) -> str:
    """The sheet as one HTML page that needs nothing else."""
    tags = {"title": "h1", "heading": "h2", "text": "p", "type": "pre", "fact": "pre", "key": "pre"}
    title = html.escape(one_line(clean(f"Recovery key of {sheet.member.id}")))
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body>',
    ]
    for kind, text in blocks_of(sheet):
        lines.append(f"<{tags[kind]}>{html.escape(clean(text))}</{tags[kind]}>")
    return "\n".join([*lines, "</body></html>", ""])
