"""Results of a survey: the page, the words, and the files."""

from cab_portal.faces.staff.survey_results import files, page, voices

__all__ = ["files", "page", "voices"]
