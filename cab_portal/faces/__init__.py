"""One face per kind of user."""
