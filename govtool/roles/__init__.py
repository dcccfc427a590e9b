"""What each party does: founder, member, clerk, auditor, guard."""
