"""A look at a whole set-up, as `govtool doctor` takes it: this computer, the book, the forge."""
