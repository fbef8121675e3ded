"""Money: integer minor units and an ISO 4217 code, never a float."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache

from babel.core import get_global
from babel.numbers import format_currency, get_currency_precision

_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")


@cache
def currencies() -> frozenset[str]:
    """The ISO 4217 codes of all currencies that are legal tender somewhere today."""
    return frozenset(
        code
        for held in get_global("territory_currencies").values()
        for code, _start, end, tender in held
        if tender and end is None
    )


def parse_amount(text: str, currency: str) -> "Money":
    """Money of an amount as people write it, ``120`` or ``120.50``; ``ValueError`` with a sentence for anything else.

    A comma is refused, because ``1,200`` means two things.
    """
    if not _AMOUNT.fullmatch(text):
        raise ValueError("Write an amount like 120 or 120.50, with a point before the cents.")
    return Money.of(Decimal(text), currency)


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` counts cents, or whatever the smallest unit of ``currency`` is."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._refuse_other_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._refuse_other_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, factor: int) -> "Money":
        return Money(self.minor * factor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def amount(self) -> Decimal:
        """The amount in major units: 40.50 for 4050 euro cents."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """Money of an amount in major units; ``ValueError`` if it is finer than the currency's smallest unit."""
        minor = amount.scaleb(get_currency_precision(currency))
        whole = minor.to_integral_value(ROUND_HALF_EVEN)
        if minor != whole:
            raise ValueError(f"{amount} {currency} is finer than the smallest unit of this currency.")
        return cls(int(whole), currency)

    def text(self, locale: str = "en_US") -> str:
        """``€40`` for whole amounts, ``€40.50`` otherwise."""
        return _shown(self, locale)

    def _refuse_other_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up.")


@lru_cache(maxsize=1_024)
def _shown(money: Money, locale: str) -> str:
    whole = money.minor % 10 ** get_currency_precision(money.currency) == 0
    shown = format_currency(
        money.amount,
        money.currency,
        format="¤#,##0" if whole else None,
        locale=locale,
        currency_digits=not whole,
    )
    return str(shown)
