"""E-mail addresses in the one form in which they are kept."""

from email_validator import EmailNotValidError, validate_email


def normal_address(text: str) -> str:
    """An address in its normal form, in small letters; ``ValueError`` with a sentence for what is none."""
    try:
        checked = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError("Write an e-mail address like name@example.com.") from error
    return checked.normalized.lower()
