"""``python -m cab_portal``: the command line where only the interpreter is known, not its scripts."""

from cab_portal.cli import main

if __name__ == "__main__":
    main()
