"""The forms of themes."""

from collections.abc import Iterable

from wtforms import SearchField
from wtforms.validators import DataRequired

from cab_portal.core import ids
from cab_portal.surveys.queries import ThemeCount
from cab_portal.surveys.rules import LONGEST_THEME, ThemesInput
from cab_portal.web.forms import Form, LineField, SearchForm, at_most, choices, refuse_unstorable
from cab_portal.web.survey_forms import Checkboxes


class WordSearch(SearchForm):
    """Find answers by what they say."""

    search = SearchField("Find words", [refuse_unstorable, at_most(100)])


class ThemesForm(Form):
    """The themes of one answer."""

    chosen = Checkboxes("Themes", choices=[])
    new_name = LineField("New theme", limit=LONGEST_THEME, description="In two or three words, as “Invite too early”.")

    def offer(self, themes: Iterable[ThemeCount]) -> None:
        """Offer the themes that the survey has."""
        self.chosen.choices = choices(*((ids.encode(theme.id), theme.name) for theme in themes))

    def given(self) -> ThemesInput:
        """The themes chosen, and the name of a new one."""
        return ThemesInput(frozenset(ids.decode(key) for key in self.chosen.data or ()), self.new_name.data or "")


class ThemeForm(Form):
    """The name of a theme."""

    name = LineField(
        "Name",
        [DataRequired("Name the theme.")],
        limit=LONGEST_THEME,
        description="With the name of another theme, the two become one.",
    )
