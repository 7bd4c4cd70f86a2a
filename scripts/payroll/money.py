"""Exact amounts: fractions of minor units, rounded once and half away from zero."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

STALE_DAYS = 4
# Codes of pay for work itself.
WORK = ("salary", "hours", "overtime", "holiday_work")


def digits(currency):
    """Digits of the minor unit, ISO 4217."""
    return 0 if currency in ("CLP", "PYG") else 2


def rounded(amount):
    """Half away from zero."""
    amount = Fraction(amount)
    whole = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return whole if amount >= 0 else -whole


def whole_units(units, currency):
    return units * 10 ** digits(currency)


@dataclass
class Line:
    """An amount of an item; window and movement are of what is put aside."""

    side: str
    code: str
    amount: int
    currency: str
    window: str | None = None
    movement: str | None = None
    base: int = 0

    def same(self):
        return (self.side, self.code, self.currency, self.window, self.movement)


def paid(lines, but=("reimbursement",)):
    """What lines pay together, but for some codes."""
    return sum(line.amount for line in lines if line.side == "pay" and line.code not in but)


@dataclass
class Fx:
    """The rates one item is converted at, and what is wrong with those it used."""

    base: str
    source: str
    fix_on: date
    rows: dict
    named_only: list
    pay: str | None = None
    pay_source: str | None = None
    reasons: set = field(default_factory=set)

    def rate(self, currency):
        """Units of a currency for one of the base; none where none is usable."""
        if currency == self.base:
            return Fraction(1)
        named = self.pay_source if currency == self.pay else None
        if named is None and currency in self.named_only:
            self.reasons.add("fx_source_unnamed")
        rate, rate_on = self.rows.get((currency, named or self.source), (None, None))
        if rate is None:
            self.reasons.add("fx_missing")
            return None
        if (self.fix_on - rate_on).days > STALE_DAYS:
            self.reasons.add("fx_stale")
        return rate

    def convert(self, amount, source, target):
        """Exact minor units of one currency in those of another."""
        amount = Fraction(amount)
        if source == target:
            return amount
        source_rate, target_rate = self.rate(source), self.rate(target)
        if source_rate is None or target_rate is None:
            return Fraction(0)
        units = amount / 10 ** digits(source) / source_rate * target_rate
        return units * 10 ** digits(target)

    def to_base(self, line):
        line.base = rounded(self.convert(line.amount, line.currency, self.base))
