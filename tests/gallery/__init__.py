"""The gallery: every component macro and the two reference pages, drawn with plain data and no database."""
