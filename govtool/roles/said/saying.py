"""The sentences in which a kind describes itself: "Gives Carol Diaz (carol) the duty reviewer."

A sentence is the summary of a proposal whose author wrote none, and `show` prints it instead of the file. It is a
function of the action; the state only lends the names of people and the currency. It promises nothing about the
effects, which `effect` shows. A kind without a wording is described by its fields or its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from govtool.core.minute import CritiqueCount
from govtool.core.phrase import one_line
from govtool.core.state import State
from govtool.core.times import Date
from govtool.core.wording import render
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.asked import OfferedOption
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Body
from govtool.roles.said.form import cut, forms_of, render_record

LONGEST = 400
"""No sentence is longer: as many characters as a summary may have."""
LONGEST_TITLE = 100
"""As many characters as a proposal's title may have."""


def sentence(action: Action, state: State) -> str:
    """The request of an action, in a sentence."""
    forms = forms_of(state)
    if action.said is not None:
        return render_record(action, forms)
    _kind, *others = action.data().items()
    about = "; ".join(f"{name.replace('_', ' ')}: {forms['value'](value, '')}" for name, value in others)
    return f"{_words(action.kind).capitalize()}{': ' if about else ''}{about}."


def sentences(actions: Iterable[Action], state: State) -> tuple[str, ...]:
    """One sentence for each action, in their order."""
    return tuple(cut(one_line(sentence(action, state)), LONGEST) for action in actions)


def summary(actions: Iterable[Action], state: State) -> str:
    """The sentences of all actions as one summary."""
    return cut(" ".join(sentences(actions, state)), LONGEST)


def asked_for(entry: DocketEntry, state: State) -> tuple[str, tuple[str, ...]]:
    """The request of a proposal: its author's summary, empty if that only repeats the title or the sentences, and the
    sentences.
    """
    asked = sentences(entry.all_actions, state)
    if entry.options:
        return one_line(entry.summary), tuple(_option_words(entry, option, state) for option in entry.options)
    said = one_line(entry.summary)
    return "" if said in (entry.title, cut(" ".join(asked), LONGEST), *asked) else said, asked


def _option_words(entry: DocketEntry, option: OfferedOption, state: State) -> str:
    """An option with what it asks for: its title is left out if that says the same."""
    asked = " ".join(sentences(entry.actions_of(option), state))
    title = one_line(option.title)
    return cut(f"{option.option}: {asked if title in asked else f'{title}. {asked}'}", LONGEST)


def title_of(action: Action, state: State, today: Date) -> str:
    """The title that a proposal of this one action gets, written on that day: "Rename to Red Keys"."""
    said = _words(action.kind).capitalize()
    if action.titled is not None:
        said = render(action.titled, lambda name: getattr(action, name), forms_of(state, today))
    return cut(one_line(said), LONGEST_TITLE)


def stated(state: State, kind: str, body: Mapping[str, object]) -> str:
    """The act of a person by a statement, whether it was taken in or not: "withdraws proposal 0007"."""
    found = state.catalogue.words(Body).get(kind)
    if found is None or found.said is None:
        return f"states {_words(kind)}"
    return one_line(render(found.said, lambda name: body.get(name, ""), forms_of(state)))


def discussion(count: CritiqueCount | None) -> str:
    """How many questions, concerns and objections there are: "discussion: 2 open, 1 answered"; empty if none."""
    said = [f"{number} {status}" for status, number in count.data().items() if number] if count else []
    return f"discussion: {', '.join(said)}" if said else ""


def _words(kind: str) -> str:
    return kind.replace("-", " ")
