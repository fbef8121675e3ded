"""Languages by their names, for those who design a survey."""

from babel import Locale, UnknownLocaleError

from cab_portal.surveys.questionnaire.definition import Questionnaire

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


def language_name(code: str) -> str:
    """The English name of a language; its code where it has none."""
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


def offered_languages() -> list[tuple[str, str]]:
    """The languages to choose from by their names: pairs of a code and a name."""
    return sorted(((code, language_name(code)) for code in OFFERED), key=lambda pair: pair[1])
