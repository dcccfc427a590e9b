"""The organisation as a whole: its founding, changes of its bylaws and of its clerk, its winding up."""
