"""The organisation itself: its name and currency, its bylaws, its people and the history of their membership."""
