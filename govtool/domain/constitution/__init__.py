"""What the organisation is: its name and currency, its bylaws, its people and how long they have been there."""
