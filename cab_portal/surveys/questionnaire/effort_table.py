"""The parameters of the time estimate, in one versioned table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EffortTable:
    """Seconds and shares. A change of any figure is a new version, because pay promised on the old one stays
    promised.

    Reading at 4 words a second is the middle of published rates of silent reading (Brysbaert 2019: 238 words
    a minute, most adults 175 to 300). 5 s a question and 2 s for each further choice are those of the field
    formula of market research. The times of open texts, numbers, dates and ranked options, the device factor, the
    band, the share left empty and the weight of the estimate against observed times are judgements, to be calibrated
    against observed medians.
    """

    version: int = 1
    words_per_second: float = 4.0
    question: float = 5.0
    further_decision: float = 2.0
    open_text_optional: float = 15.0
    open_text_required: float = 30.0
    number: float = 8.0
    date: float = 4.0
    ranked_option: float = 3.0
    phone_factor: float = 1.3
    phone_share: float = 0.3
    band_low: float = 0.75
    band_high: float = 1.5
    left_empty: float = 0.1
    prior_weight: int = 8

    @property
    def device_factor(self) -> float:
        """The mean slowdown over the expected mix of computers and phones."""
        return 1 + self.phone_share * (self.phone_factor - 1)


TABLE = EffortTable()
