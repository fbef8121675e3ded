"""Runs the command by ``python -m cab_portal``."""

from cab_portal.cli import main

main()
