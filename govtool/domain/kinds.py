"""The table of kinds of version 1 of the rules. A new kind, action or statement is one module and one line here. Its
schema, its help, its page in the format documentation and the tests over the table follow from that line.

`home` of a record gives the paths of its files; `kind` of an action or statement is the word that people write. Only
the code that makes a `core.catalogue` of this table imports it; the catalogue comes with the state.
"""

from __future__ import annotations

from govtool.core.minute import Minute
from govtool.core.record import Record
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.ending import WindingUp
from govtool.domain.constitution.former_class import FormerClasses
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import Organization
from govtool.domain.constitution.team import Team
from govtool.domain.constitution.tenure import Tenure
from govtool.domain.decisions.ballot import Ballot
from govtool.domain.decisions.countersignature import Awaited, Countersign
from govtool.domain.decisions.countersignature_list import CountersignList
from govtool.domain.decisions.critique import Critic, Critique, Lift, ObjectTo, Respond
from govtool.domain.decisions.docket import DocketEntry, SlugUse
from govtool.domain.decisions.files import ChangeFiles
from govtool.domain.decisions.filing import FiledCommit
from govtool.domain.decisions.motion import Motion
from govtool.domain.decisions.policy import AdoptPolicy, Policy, RepealPolicy
from govtool.domain.decisions.proposal import Proposal
from govtool.domain.decisions.recusal import Recusal, Recuse
from govtool.domain.decisions.rejection import Rejection
from govtool.domain.decisions.retraction import WithdrawStatement
from govtool.domain.decisions.rival import RivalQuestion
from govtool.domain.decisions.roll import Roll
from govtool.domain.decisions.statement import Statement
from govtool.domain.decisions.trial import Keep, NoteTrial, Trial
from govtool.domain.decisions.withdrawal import Publish, Withdraw
from govtool.domain.federation.admission import AdmitAffiliate, AllowPeople
from govtool.domain.federation.belonging import EndAffiliation, Merge, MoveHome
from govtool.domain.federation.case import Advise, AgreeCase, AskAdvice, NameMediator, OpenCase
from govtool.domain.federation.enrolment import Enrol, JoinAffiliate
from govtool.domain.federation.expulsion import (
    AnswerForAffiliate,
    AppealForAffiliate,
    ComplainAffiliate,
    ConfirmAffiliateExpulsion,
    ExpelAffiliate,
)
from govtool.domain.federation.leaving import LeaveFederation, StayInFederation
from govtool.domain.federation.mandate import ChangeAffiliate, SetMandates
from govtool.domain.federation.suspension import SuspendTrade
from govtool.domain.lifecycle.amendment import AmendBylaws
from govtool.domain.lifecycle.clerk import ChangeClerk, RenameOrganization, SetPasskeyOrigins
from govtool.domain.lifecycle.winding_up import AcceptClosing, CloseBooks, WindUp
from govtool.domain.money.account import Account
from govtool.domain.money.allocation import PayDebts
from govtool.domain.money.booking import BookExpense, BookIncome, UndoEntry
from govtool.domain.money.budget import Budget, SetBudget
from govtool.domain.money.claim import ClaimExpense
from govtool.domain.money.contest import ContestPayment
from govtool.domain.money.correction import CorrectDebt
from govtool.domain.money.debt import Debt
from govtool.domain.money.forgiveness import Forgive
from govtool.domain.money.payment import ConfirmPayment, ReversePayment, SettlePayout
from govtool.domain.money.payout import Payout
from govtool.domain.money.project import ChangeProject, OpenProject, Project
from govtool.domain.money.reconciliation import Reconcile, Reconciliation
from govtool.domain.money.release import Release
from govtool.domain.money.reserve import SetShare, TransferFunds
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import Settlement
from govtool.domain.money.treasury import Entry, Treasury
from govtool.domain.people.absence import Away, Back, HoursDown
from govtool.domain.people.admission import Accept, Admit, ChangeHours, Nomination, Resign
from govtool.domain.people.application import Application, Apply, Receive, Review
from govtool.domain.people.case import Case
from govtool.domain.people.complaint import Complain, Complaint
from govtool.domain.people.dormancy import Dormant, NameDormant, Naming
from govtool.domain.people.duty import AssignDuty
from govtool.domain.people.engagement import Engage
from govtool.domain.people.expulsion import Answer, Appeal, ConfirmExpulsion, Expel, WithdrawComplaint
from govtool.domain.people.incapacity import Incapacity, Report, ReportIncapacity
from govtool.domain.people.key import ObjectRekey, Rekey, RevokeKey, RotateKey
from govtool.domain.people.nomination import Nominate, WithdrawApplication, WithdrawNomination
from govtool.domain.people.probation import Confirm, EndProbation, LeaveProbation, Probation
from govtool.domain.people.suspension import Suspend
from govtool.domain.people.team_change import ChangeTeam, FormTeam
from govtool.domain.work.approval import ApproveHours
from govtool.domain.work.dispute import DisputeHours, WithdrawDispute
from govtool.domain.work.hours import CorrectHours, LogHours
from govtool.domain.work.month import WorkedMonth
from govtool.domain.work.timesheet import Timesheet, Waiting
from govtool.domain.work.wage import Wages
from govtool.domain.work.wage_change import SetWage

KINDS: tuple[type[Record], ...] = (
    # files of their own
    Organization,
    Bylaws,
    Member,
    Team,
    Affiliate,
    Affiliation,
    Application,
    Nomination,
    Probation,
    Complaint,
    Case,
    Report,
    Naming,
    Recusal,
    WindingUp,
    Policy,
    Trial,
    Statement,
    DocketEntry,
    RivalQuestion,
    Roll,
    SlugUse,
    Rejection,
    FiledCommit,
    Critique,
    Critic,
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
    RepealPolicy,
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
    SetPasskeyOrigins,
    Rekey,
    PayDebts,
    CorrectDebt,
    OpenProject,
    ChangeProject,
    SetBudget,
    SetShare,
    TransferFunds,
    Keep,
    ExpelAffiliate,
    ConfirmAffiliateExpulsion,
    AdmitAffiliate,
    AllowPeople,
    SetMandates,
    SuspendTrade,
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
    ObjectTo,
    Respond,
    Lift,
    NoteTrial,
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
    CountersignList,
    WithdrawStatement,
    Forgive,
    BookIncome,
    BookExpense,
    UndoEntry,
    ClaimExpense,
    SettlePayout,
    ConfirmPayment,
    ContestPayment,
    ReversePayment,
    Reconcile,
    MoveHome,
    OpenCase,
    NameMediator,
    AgreeCase,
    AskAdvice,
    Advise,
    ComplainAffiliate,
    AnswerForAffiliate,
    AppealForAffiliate,
    Enrol,
    JoinAffiliate,
    EndAffiliation,
    Merge,
    ChangeAffiliate,
    LeaveFederation,
    StayInFederation,
)
"""The table of version 1, in the order in which help lists the kinds. Votes that are due at once open by themselves in
the order of the actions, so it never changes.
"""
