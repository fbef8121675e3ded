"""The ``cab-portal`` command.

Exit status 0 on success, 1 with findings, 2 for unusable input with one clear sentence.
"""

from cab_portal.cli.group import main

__all__ = ["main"]
