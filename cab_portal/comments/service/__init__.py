"""Writes about threads: by members, by the team, and by the machine that carries them from version to version."""
