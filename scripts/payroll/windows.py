"""The months over which something is put aside, and those in which it is paid."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from law import month_after

MONTHS_BACK = 14


@dataclass
class Now:
    """A month of an employee, as accruals look at it."""

    first: date
    ordinary: int
    days: int
    full: Fraction
    leaves: bool
    currency: str
    known: dict  # months before: their ordinary pay and days
    put: dict  # by code and window: what was put aside before, and what was released of it

    def aside(self, code, window):
        return self.put.get((code, window.isoformat() if window else None), (0, 0))

    def months(self, first, end):
        """Known months of [first, end), this one among them where it lies in it."""
        back = month_after(self.first, -MONTHS_BACK)
        found = {month: of for month, of in self.known.items() if first <= month < end and month >= back}
        if first <= self.first < end:
            found[self.first] = (self.ordinary, self.days)
        return found


def instance(window, month):
    """First month, and the month after the last, of the newest instance that began by a month."""
    n_months = (window["last"] - window["first"]) % 12 + 1
    first = month_after(month, -((month.month - window["first"]) % 12))
    return first, month_after(first, n_months)


def ended_before(window, month):
    first, end = instance(window, month)
    if end > month:
        return month_after(first, -12), month_after(end, -12)
    return first, end


def instalment(window, month, after):
    """The part of what is due by a month of the year; none in others."""
    for pays in window["pays"]:
        if pays["month"] == month and pays.get("after", False) == after:
            return Fraction(*pays["part"])
    return None
