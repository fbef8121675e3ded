"""Responses as files: CSV, a workbook, JSON and SPSS, each from one ordered cursor and never all in memory."""

from cab_portal.web.survey_files.formats import FORMATS, FileFormat
from cab_portal.web.survey_files.rows import Sheet, sheet_of

__all__ = ["FORMATS", "FileFormat", "Sheet", "sheet_of"]
