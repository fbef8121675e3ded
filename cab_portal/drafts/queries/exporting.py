"""A version as the Markdown file that an import would read again."""

import re

from cab_portal.drafts.queries.versions import VersionView

_MARKUP = re.compile(r"([\\`*_\[\]<>~#&!|])")
_LIST_START = re.compile(r"^(\d*)([-+.)])")


def as_markdown(version: VersionView) -> str:
    """Title and steps under headings, each text as it was written."""
    parts = [f"# {_plain(version.title)}"]
    for step in version.steps:
        parts.append(f"## {_plain(step.title)}")
        if step.markdown:
            parts.append(step.markdown)
    return "\n\n".join(parts) + "\n"


def _plain(title: str) -> str:
    """A title whose signs mean themselves."""
    return _LIST_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", title))
