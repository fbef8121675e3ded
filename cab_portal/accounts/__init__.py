"""People, organizations, sign-in and sessions."""
