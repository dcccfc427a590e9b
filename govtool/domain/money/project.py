"""A project: work that brings money in or is done for its own sake. Votes make, change and close it.

Income and expenses are booked under it while it is open. Hours can name it even after it is closed, because work done
is always recorded, however late. Its earnings are the sum of its entries, and are stored nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Slug, TeamId
from govtool.core.money import PositiveMinor
from govtool.core.record import FileRecord, optional
from govtool.core.state import State
from govtool.core.wording import ABSENT, Wording, row, wording
from govtool.domain.constitution.organization import DisplayName
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.action import Action, Known, Moment, version_now

ProjectKind = Literal["project", "client", "product", "bounty"]
ProjectState = Literal["open", "closed"]


class Project(FileRecord):
    """The record `registry/projects/ID.yaml`; `version` counts its votes."""

    home: ClassVar[Home] = Home("project", "registry/projects/{id}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{id}",
        "{name}",
        "{kind}",
        "{state}",
        wording("team {team}", ("team", ABSENT, "")),
        wording("price {price_minor:money}", ("price_minor", ABSENT, "")),
    )

    id: Slug = Field(description="the name in every file; it never changes")
    version: Annotated[int, Field(ge=1)] = Field(description="1 at first, one more for each change")
    name: DisplayName = Field(description="what people read")
    kind: ProjectKind = Field(description="what kind of work it is")
    state: ProjectState = Field(description="whether income and expenses can still be booked under it")
    team: TeamId | None = optional("the team that works on it")
    price_minor: PositiveMinor | None = optional("the price that was agreed, in minor units")


def is_known(state: State, project: Slug) -> Iterator[Finding]:
    """A finding if there is no such project, open or closed."""
    if Project.of(state, project) is None:
        yield finding("unknown_project", project=project)


def is_open(state: State, project: Slug) -> Iterator[Finding]:
    """A finding if there is no such project, or if it is closed."""
    yield from is_known(state, project)
    found = Project.of(state, project)
    if found is not None and found.state != "open":
        yield finding("precondition", what=f"the project {project} is closed")


TEAM_AND_PRICE = {
    "team_words": wording(", with the team {team}", ("team", ABSENT, "")),
    "price": wording(", at a price of {price_minor:money}", ("price_minor", ABSENT, "")),
}


class OpenProject(Action):
    """Open a project."""

    said: ClassVar[Wording | None] = wording(
        "Opens the {project_kind} {name:quoted} ({project}){team_words}{price}.", **TEAM_AND_PRICE
    )
    titled: ClassVar[Wording | None] = wording("Open the {project_kind} {name}")
    example: ClassVar[str] = "--project website --name 'A web page' --project-kind client --price 1000.00"
    touched: ClassVar[str] = "project {project}"

    action: Literal["open-project"]
    project: Slug = Field(description="its permanent name in every file")
    name: DisplayName = Field(description="what people read")
    project_kind: ProjectKind = Field(description="what kind of work it is")
    team: TeamId | None = optional("the team that works on it")
    price_minor: PositiveMinor | None = optional("the price that was agreed, in minor units")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The name is unused, and the team exists."""
        if Project.of(state, self.project) is not None:
            yield finding("precondition", what=f"there is a project {self.project} already")
        if self.team is not None and Team.of(state, self.team) is None:
            yield finding("unknown_team", team=self.team)

    def effect(self, state: State, moment: Moment) -> State:
        """The project is open."""
        project = Project(
            id=self.project,
            version=1,
            name=self.name,
            kind=self.project_kind,
            state="open",
            team=self.team,
            price_minor=self.price_minor,
        )
        return state.keep(project)


class ChangeProject(Action):
    """Change, close or reopen a project. A field that you leave out becomes empty."""

    said: ClassVar[Wording | None] = wording(
        "Sets the name of the project {project} to {name:quoted} and its state to {state}{team_words}{price}.",
        **TEAM_AND_PRICE,
    )
    titled: ClassVar[Wording | None] = wording("Project {project}: {name}, {state}")
    known: ClassVar[Mapping[str, Known]] = MappingProxyType(
        {"from_version": version_now(Project.of, "project", none=1)}
    )
    touched: ClassVar[str] = "project {project}"

    action: Literal["change-project"]
    project: Slug = Field(description="the project, by id")
    from_version: Annotated[int, Field(ge=1)] = Field(description="the version now")
    name: DisplayName = Field(description="what people read")
    state: ProjectState = Field(description="whether income and expenses can still be booked under it")
    team: TeamId | None = optional("the team that works on it")
    price_minor: PositiveMinor | None = optional("the price that was agreed, in minor units")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The project is unchanged since the proposal, and the team exists."""
        yield from is_known(state, self.project)
        found = Project.of(state, self.project)
        if found is not None and found.version != self.from_version:
            yield finding("precondition", what=f"project {self.project} is at version {found.version}")
        if self.team is not None and Team.of(state, self.team) is None:
            yield finding("unknown_team", team=self.team)

    def effect(self, state: State, moment: Moment) -> State:
        """The project is changed; its kind stays."""
        old = Project.one(state, self.project)
        values = {"name": self.name, "state": self.state, "team": self.team, "price_minor": self.price_minor}
        return state.keep(old.changed(version=old.version + 1, **values))
