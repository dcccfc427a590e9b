"""Money: wages owed, payouts, the treasury, reserves, budgets and projects."""
