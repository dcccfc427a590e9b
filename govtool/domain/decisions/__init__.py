"""The steps of a decision: proposal, voter list, docket, ballot, enactment; and statements that one signature makes."""
