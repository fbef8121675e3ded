"""The program settings: one row that admins edit, below every other feature."""
