"""E-mail addresses in the one form in which they are kept."""

import re

from email_validator import EmailNotValidError, validate_email


def normal_address(text: str) -> str:
    """An address in its normal form, in small letters; ``ValueError`` with a sentence for what is none."""
    try:
        checked = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError("Write an e-mail address like name@example.com.") from error
    return checked.normalized.lower()


def name_in(address: str) -> str:
    """A name as the part before the @ spells it: ``hana.vogt@fernhill.example`` is Hana Vogt's."""
    mailbox = address.partition("@")[0].partition("+")[0]
    parts = [part for part in re.split(r"[._]+", mailbox) if part]
    return " ".join(part[0].upper() + part[1:] for part in parts) or mailbox
