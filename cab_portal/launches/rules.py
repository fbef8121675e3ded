"""The launch gate: its checks, its excuses, and what a decision may say."""

from enum import StrEnum


class Check(StrEnum):
    """What must hold before a draft is launched."""

    ENOUGH_FINISHED = "enough_finished"
    CONCERNS_DECIDED = "concerns_decided"
    QUESTIONS_ANSWERED = "questions_answered"
    CHANGES_REREAD = "changes_reread"


class Excuse(StrEnum):
    """Why a check is waived: the four that teams give, or another."""

    NO_TIME = "no_time"
    KNOW_THE_CUSTOMER = "know_the_customer"
    EVERYONE_AGREED = "everyone_agreed"
    OTHERS_DO_IT = "others_do_it"
    OTHER = "other"


class Outcome(StrEnum):
    """You said; we did, we will by a date, or we will not."""

    DID = "did"
    WILL = "will"
    WILL_NOT = "will_not"
