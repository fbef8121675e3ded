"""XLSForm workbooks, as Kobo, ODK and Survey123 read them."""

from cab_portal.surveys.questionnaire.interchange.xlsform.reading import read_xlsform
from cab_portal.surveys.questionnaire.interchange.xlsform.writing import write_xlsform

__all__ = ["read_xlsform", "write_xlsform"]
