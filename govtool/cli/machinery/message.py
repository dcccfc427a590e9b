"""A text as services with a webhook take it: plainly, or in Discord's form.

Titles cannot trigger mentions, and no text is longer than the service allows. Sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

_DISCORD_UNITS = 2000
_DISCORD_HOSTS = ("discord.com", "discordapp.com")
_PREFIX = "discord+"

Form = Callable[[list[str]], Mapping[str, object]]


def plain(lines: list[str]) -> Mapping[str, object]:
    """The text as most services take it. A mention needs its first sign next to a word, so that none is made here."""
    return {"text": "\n".join(lines).replace("@", "@\u200b").replace("<", "<\u200b")}


def discord(lines: list[str]) -> Mapping[str, object]:
    """The text as Discord takes it: no longer than it allows, with its markup escaped, and without mentions."""
    escaped = ["".join(f"\\{char}" if char in "\\`*_~|>#[]()<" else char for char in line) for line in lines]
    return {"content": _shortened(escaped, _DISCORD_UNITS), "allowed_mentions": {"parse": []}}


def form_for(address: str) -> tuple[str, Form]:
    """The address without its prefix, and its form: Discord's for its hosts and after `discord+`, or the plain one."""
    if address.startswith(_PREFIX):
        return address.removeprefix(_PREFIX), discord
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    is_discord = any(host == known or host.endswith(f".{known}") for known in _DISCORD_HOSTS)
    return address, discord if is_discord else plain


def _shortened(lines: list[str], most: int) -> str:
    """As many lines as fit, and how many more there are. Counted in UTF-16, as the strictest reader counts."""
    text = "\n".join(lines)
    kept = list(lines)
    while kept and _units(text) > most:
        kept.pop()
        left = len(lines) - len(kept)
        text = "\n".join([*kept, f"… and {left} {'line' if left == 1 else 'lines'} more: govtool digest"])
    return text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
