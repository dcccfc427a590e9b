"""The book as text: for hledger, for beancount, or as a table.

Promises: what is written is accepted by `hledger check -s` and by `bean-check`; each balance that the registry records
is asserted at the end, exactly. No words of others can pass for more than words: they stand behind ours, on one line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from govtool.core.money import format_minor
from govtool.core.phrase import one_line
from govtool.core.times import date_of_days, days_of
from govtool.errors import UsageError
from govtool.roles.money.book_export import Journal, Movement, Name
from govtool.roles.money.book_map import Names
from govtool.roles.money.spreadsheet import as_csv

_TYPES = {"assets": "A", "liabilities": "L", "equity": "E", "income": "R", "expenses": "X"}
_HLEDGER_STEP = re.compile(r"[\w][\w.,&/+_-]*(?: [\w.,&/+_-]+)*")
_BEANCOUNT_STEP = re.compile(r"[A-Z0-9][A-Za-z0-9-]*")


def as_text(book: Journal, form: str, names: Names, title: str) -> str:
    """The book in a form: hledger, beancount or csv. Raises UsageError where a name does not fit the form."""
    return "".join(line + "\n" for line in FORMS[form](book, names, title))


def _amount(book: Journal, minor: int) -> str:
    return f"{format_minor(minor, book.organization.exponent)} {book.organization.currency}"


def _all_names(book: Journal) -> list[Name]:
    used = {move.account for each in book.transactions for move in each.movements}
    return sorted(used | {name for name, minor in book.balances.items() if minor})


def _balances(book: Journal, names: Names, style: Callable[[Name], str]) -> list[tuple[str, int]]:
    """The balances asserted at the end, by the name in the export: several of our accounts may be one of theirs.

    Nothing can be asserted of a name that also takes what no balance is recorded of, such as income.
    """
    used = _all_names(book)
    asserted = {style(names.of(name)) for name in used} - {
        style(names.of(name)) for name in used if name not in book.balances
    }
    found: Counter[str] = Counter()
    for name, minor in book.balances.items():
        found[style(names.of(name))] += minor
    return sorted((name, minor) for name, minor in found.items() if name in asserted)


# hledger -------------------------------------------------------------------------------------------------------------


def _hledger_name(name: Name) -> str:
    for step in name:
        if not _HLEDGER_STEP.fullmatch(step):
            raise UsageError(f"hledger takes no account {':'.join(name)!r}", "use letters, digits and single spaces")
    return ":".join(name)


def _hledger(book: Journal, names: Names, title: str) -> Iterator[str]:
    yield f"; {_one_line(title)}"
    # hledger wants a decimal point also where a currency has no decimals
    sample = format_minor(1000 * 10**book.organization.exponent, book.organization.exponent)
    yield f"commodity {sample if '.' in sample else sample + '.'} {book.organization.currency}"
    types: dict[str, str] = {}
    for name in _all_names(book):
        theirs, kind = _hledger_name(names.of(name)), _TYPES[name[0]]
        if types.setdefault(theirs, kind) != kind:
            raise UsageError(f"{theirs!r} would hold accounts of two kinds", "map them to two names")
    yield from (f"account {name}  ; type:{kind}" for name, kind in sorted(types.items()))
    for each in book.transactions:
        yield ""
        facts = ", ".join(f"{name}:{_tag(value)}" for name, value in each.facts)
        yield f"{each.on} {_one_line(each.what)}" + (f"  ; {facts}" if facts else "")
        yield from (_hledger_posting(book, names, move) for move in each.movements)
    if balances := _balances(book, names, _hledger_name):
        yield ""
        yield f"{book.until} Balances as the registry has them"
        zero = _amount(book, 0)
        yield from (f"    {name}  {zero} = {_amount(book, minor)}" for name, minor in balances)


def _hledger_posting(book: Journal, names: Names, move: Movement) -> str:
    note = f"  ; {_note(move.note)}" if move.note else ""
    return f"    {_hledger_name(names.of(move.account))}  {_amount(book, move.amount_minor)}{note}"


def _one_line(text: str) -> str:
    """Words that hledger takes for nothing else: `;` would begin a comment."""
    return one_line(text.replace(";", ","))


def _note(text: str) -> str:
    """Words beside a posting: a tag `date:`, or a date in brackets, would move it to another day."""
    return _one_line(text.replace(":", " -").translate(str.maketrans("[]", "()")))


def _tag(value: str) -> str:
    """The value of a tag of ours, which a comma would end."""
    return _one_line(value.translate(str.maketrans("[]", "()"))).replace(",", " ")


# beancount -----------------------------------------------------------------------------------------------------------


def _beancount_name(name: Name) -> str:
    steps = [step[:1].upper() + step[1:] for step in name]
    if steps[0].lower() not in _TYPES or len(steps) < 2 or not all(map(_BEANCOUNT_STEP.fullmatch, steps)):
        hint = "begin with Assets, Liabilities, Equity, Income or Expenses; letters, digits and - only"
        raise UsageError(f"beancount takes no account {':'.join(name)!r}", hint)
    return ":".join(steps)


def _beancount(book: Journal, names: Names, title: str) -> Iterator[str]:
    currency = book.organization.currency
    yield f'option "title" "{_quoted(title)}"'
    yield f'option "operating_currency" "{currency}"'
    opens = min((each.on for each in book.transactions), default=book.until)
    for name in sorted({_beancount_name(names.of(name)) for name in _all_names(book)}):
        yield f"{opens} open {name} {currency}"
    for each in book.transactions:
        yield ""
        yield f'{each.on} * "{_quoted(each.what)}"'
        yield from (f'  {name}: "{_quoted(value)}"' for name, value in each.facts)
        for move in each.movements:
            yield f"  {_beancount_name(names.of(move.account))}  {_amount(book, move.amount_minor)}"
            if move.note:
                yield f'    note: "{_quoted(move.note)}"'
    yield ""
    # beancount looks at the beginning of a day, and by itself would forgive a difference of one unit
    after = date_of_days(days_of(book.until) + 1)
    for name, minor in _balances(book, names, _beancount_name):
        amount, exact = (format_minor(part, book.organization.exponent) for part in (minor, 0))
        yield f"{after} balance {name}  {amount} ~ {exact} {currency}"


def _quoted(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace('"', '\\"')


# A table -------------------------------------------------------------------------------------------------------------

_FACTS = ("entry", "origin", "second", "document", "project", "payer", "paper")
_HEAD = ("date", "transaction", "what", "account", "amount", "currency", "note", *_FACTS)


def _table(book: Journal, names: Names, title: str) -> Iterator[str]:
    yield as_csv(_HEAD, _rows(book, names)).removesuffix("\n")


def _rows(book: Journal, names: Names) -> Iterator[tuple[object, ...]]:
    for number, each in enumerate(book.transactions, start=1):
        facts = dict(each.facts)
        known = tuple(facts.get(name, "") for name in _FACTS)
        for move in each.movements:
            amount = format_minor(move.amount_minor, book.organization.exponent)
            account = ":".join(names.of(move.account))
            yield (each.on, number, each.what, account, amount, book.organization.currency, move.note, *known)


FORMS: Mapping[str, Callable[[Journal, Names, str], Iterator[str]]] = {
    "hledger": _hledger,
    "beancount": _beancount,
    "csv": _table,
}
"""The forms by the word that people type."""
