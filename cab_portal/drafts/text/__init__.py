"""The text of a step: parsed to blocks, rendered with marks, imported, compared. No Flask, no SQL."""
