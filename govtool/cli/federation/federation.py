"""`govtool federation`: the commands that only a federation has, in one group."""

from __future__ import annotations

from govtool.cli.federation.affiliate import change_affiliate, leave, prove, stay
from govtool.cli.federation.case import command as case
from govtool.cli.federation.complaint import answer, appeal, complain
from govtool.cli.federation.home import command as home
from govtool.cli.federation.person import affiliate_command, end_affiliation, enrol, merge
from govtool.cli.terminal.group import named_group


@named_group("federation", "govtool federation home riverside")
def command() -> None:
    """Take part in a federation: a person belongs to one or more affiliates, and has one vote.

    A matter for all persons is a proposal: govtool propose admit-affiliate, confirm-affiliate-expulsion, set-mandates,
    allow-people or suspend-trade. To see affiliates: govtool list affiliates. To see one: govtool show affiliate NAME.
    """


for each in (
    *(home, enrol, affiliate_command, end_affiliation, merge, prove, change_affiliate, leave, stay),
    *(case, complain, answer, appeal),
):
    command.add_command(each)
