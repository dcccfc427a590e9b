"""The books: every balance computed anew from the entries, and the balances that a founding brings in."""
