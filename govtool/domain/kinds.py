"""The one table of kinds. A new kind, action or statement is one module and one line here; its schema, its help, its
page in the format documentation and the tests over the table follow from it.

A record says by its `home` where its files lie, an action or statement by its `kind` which word people write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from govtool.core.minute import Minute
from govtool.core.record import Record
from govtool.domain.absence import Away, Back, HoursDown
from govtool.domain.account import Account
from govtool.domain.action import Action
from govtool.domain.admission import Accept, Admit, ChangeHours, Nomination, Resign
from govtool.domain.allocation import PayDebts
from govtool.domain.amendment import AmendBylaws
from govtool.domain.application import Application, Apply, Receive, Review
from govtool.domain.approval import ApproveHours
from govtool.domain.ballot import Ballot
from govtool.domain.booking import BookExpense, BookIncome, UndoEntry
from govtool.domain.budget import Budget, SetBudget
from govtool.domain.bylaws import Bylaws
from govtool.domain.clerk import ChangeClerk, RenameOrganization
from govtool.domain.complaint import Answer, Complain, Complaint
from govtool.domain.contest import ContestPayment
from govtool.domain.correction import CorrectDebt
from govtool.domain.countersignature import Awaited, Countersign
from govtool.domain.debt import Debt
from govtool.domain.dispute import DisputeHours, WithdrawDispute
from govtool.domain.docket import DocketEntry, Rejection, SlugUse
from govtool.domain.dormancy import Dormant, NameDormant, Naming
from govtool.domain.duty import AssignDuty
from govtool.domain.ending import WindingUp
from govtool.domain.engagement import Engage
from govtool.domain.expulsion import Appeal, ConfirmExpulsion, Expel, WithdrawComplaint
from govtool.domain.files import ChangeFiles
from govtool.domain.forgiveness import Forgive
from govtool.domain.former_class import FormerClasses
from govtool.domain.hours import CorrectHours, LogHours
from govtool.domain.incapacity import Incapacity, Report, ReportIncapacity
from govtool.domain.key import ObjectRekey, Rekey, RevokeKey, RotateKey
from govtool.domain.member import Member
from govtool.domain.month import WorkedMonth
from govtool.domain.motion import Motion
from govtool.domain.nomination import Nominate, WithdrawApplication, WithdrawNomination
from govtool.domain.organization import Organization
from govtool.domain.payment import ConfirmPayment, ReversePayment, SettlePayout
from govtool.domain.payout import Payout
from govtool.domain.policy import AdoptPolicy, Policy
from govtool.domain.probation import Confirm, EndProbation, LeaveProbation, Probation
from govtool.domain.project import ChangeProject, OpenProject, Project
from govtool.domain.proposal import Proposal
from govtool.domain.reconciliation import Reconcile, Reconciliation
from govtool.domain.recusal import Recusal, Recuse
from govtool.domain.release import Release
from govtool.domain.reserve import SetShare, TransferFunds
from govtool.domain.retraction import WithdrawStatement
from govtool.domain.reversal import Reversal
from govtool.domain.settlement import Settlement
from govtool.domain.statement import Body, Statement
from govtool.domain.suspension import Suspend
from govtool.domain.team import ChangeTeam, FormTeam, Team
from govtool.domain.tenure import Tenure
from govtool.domain.timesheet import Timesheet, Waiting
from govtool.domain.treasury import Entry, Treasury
from govtool.domain.wage import SetWage, Wages
from govtool.domain.winding_up import AcceptClosing, CloseBooks, WindUp
from govtool.domain.withdrawal import Publish, Withdraw

KINDS: tuple[type[Record], ...] = (
    # files of their own
    Organization,
    Bylaws,
    Member,
    Team,
    Application,
    Nomination,
    Probation,
    Complaint,
    Report,
    Naming,
    Recusal,
    WindingUp,
    Policy,
    Statement,
    DocketEntry,
    SlugUse,
    Rejection,
    Tenure,
    FormerClasses,
    Wages,
    Timesheet,
    Waiting,
    WorkedMonth,
    Account,
    Debt,
    Release,
    Awaited,
    Payout,
    Settlement,
    Reversal,
    Treasury,
    Entry,
    Project,
    Budget,
    Reconciliation,
    Minute,
    Proposal,
    Ballot,
    # actions of a proposal
    Motion,
    AdoptPolicy,
    AmendBylaws,
    Admit,
    Confirm,
    EndProbation,
    ChangeHours,
    Engage,
    Expel,
    ConfirmExpulsion,
    Suspend,
    Incapacity,
    Dormant,
    WindUp,
    FormTeam,
    ChangeTeam,
    AssignDuty,
    ChangeFiles,
    SetWage,
    RenameOrganization,
    ChangeClerk,
    Rekey,
    PayDebts,
    CorrectDebt,
    OpenProject,
    ChangeProject,
    SetBudget,
    SetShare,
    TransferFunds,
    # statements of a person
    Accept,
    Publish,
    Withdraw,
    RotateKey,
    RevokeKey,
    Apply,
    Receive,
    Review,
    Nominate,
    WithdrawNomination,
    WithdrawApplication,
    LeaveProbation,
    Away,
    Back,
    HoursDown,
    Recuse,
    Complain,
    Answer,
    Appeal,
    WithdrawComplaint,
    ReportIncapacity,
    NameDormant,
    AcceptClosing,
    CloseBooks,
    Resign,
    ObjectRekey,
    LogHours,
    CorrectHours,
    ApproveHours,
    DisputeHours,
    WithdrawDispute,
    Countersign,
    WithdrawStatement,
    Forgive,
    BookIncome,
    BookExpense,
    UndoEntry,
    SettlePayout,
    ConfirmPayment,
    ContestPayment,
    ReversePayment,
    Reconcile,
)
"""The table, in the order in which people are shown what there is."""

RECORDS: Mapping[str, tuple[type[Record], str]] = {
    model.home.kind: (model, model.home.paths) for model in KINDS if model.home is not None
}
"""Every record by its kind: its model, and the paths (a regular expression) at which it lies."""

ACTIONS: Mapping[str, type[Action]] = {model.kind: model for model in KINDS if issubclass(model, Action)}
"""Every action by the word that a proposal writes."""

STATEMENTS: Mapping[str, type[Body]] = {model.kind: model for model in KINDS if issubclass(model, Body)}
"""Every statement by its kind."""


def kind_at(path: str) -> type[Record] | None:
    """The kind of record that lies at a governed path, None where none does."""
    return next((model for model, pattern in RECORDS.values() if re.fullmatch(pattern, path)), None)
