"""The bench itself: its histories are what they say they are, and its table says what was measured."""
