"""The languages that those who design a survey choose from."""

from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.language_names import language_name

# fmt: off
OFFERED = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "he", "hi", "hr", "hu",
    "id", "is", "it", "ja", "ko", "lt", "lv", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sr",
    "sv", "th", "tr", "uk", "vi", "zh-Hans", "zh-Hant",
)
# fmt: on


def languages_of(questionnaire: Questionnaire | None) -> tuple[tuple[str, str], ...]:
    """The further languages of a survey: pairs of a code and a name."""
    return tuple((code, language_name(code)) for code in (questionnaire.translations if questionnaire else ()))


def offered_languages(questionnaire: Questionnaire | None) -> list[tuple[str, str]]:
    """The languages to choose from by their names, those of the survey among them: pairs of a code and a name."""
    own = (questionnaire.language, *questionnaire.translations) if questionnaire else ()
    return sorted(((code, language_name(code)) for code in {*OFFERED, *own}), key=lambda pair: (pair[1], pair[0]))
