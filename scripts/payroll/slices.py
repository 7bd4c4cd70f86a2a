"""Pay and bills of the days employed, slice by slice of the terms, and what a full month comes to."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from facts import Terms
from money import Line, rounded

PAID_TO_EMPLOYEES = ("work", "vacation", "sick", "holiday", "leave")


@dataclass
class Slice:
    """Days of a month under one row of terms."""

    first: date
    end: date
    terms: Terms

    def days(self):
        return (self.end - self.first).days


def employed(placement, month):
    """First day and day after the last of those employed in a month; none when there is no such day."""
    first = max(month.first, placement.first)
    end = min(month.end, placement.end or date.max)
    return (first, end) if first < end else None


def slices(placement, span):
    """The terms of the days employed; none where they leave a gap."""
    found, at = [], span[0]
    for terms in placement.terms:
        first, end = max(terms.first, span[0]), min(terms.end, span[1])
        if first >= end:
            continue
        if first != at:
            return None
        found.append(Slice(first, end, terms))
        at = end
    return found if at == span[1] else None


def month_rate(terms, amount):
    """Of terms by the month or the year, exactly."""
    return Fraction(amount, 12) if terms.per == "year" else Fraction(amount)


def full_month(terms, amount, weekly_hours):
    """Of a full month, exactly."""
    if terms.per == "hour":
        return Fraction(amount * weekly_hours * 52, 12)
    return month_rate(terms, amount)


def hour_rate(terms, weekly_hours):
    """The pay of an hour, exactly."""
    if terms.per == "hour":
        return Fraction(terms.pay)
    return month_rate(terms, terms.pay) * 12 / (52 * weekly_hours)


def part(one, placement, month):
    """The part of a full month that a slice of monthly or yearly terms covers."""
    if one.terms.proration == "working":
        counted = month.working(placement.country, one.first, one.end)
        base = month.working(placement.country)
    else:
        counted, base = one.days(), month.n_days
    minutes = sum(
        sheet.minutes(("unpaid",), one.first, one.end) for sheet in placement.sheets if sheet.state != "draft"
    )
    unpaid = Fraction(minutes, placement.weekly_hours * 12)
    return max(Fraction(0), counted - unpaid) / base


def amount(one, rate, placement, month):
    """What a slice comes to at a rate, exactly."""
    if one.terms.per != "hour":
        return month_rate(one.terms, rate) * part(one, placement, month)
    kinds = PAID_TO_EMPLOYEES if placement.engagement == "eor" else ("work",)
    minutes = sum(sheet.minutes(kinds, one.first, one.end) for sheet in placement.sheets if sheet.agreed())
    return Fraction(rate * minutes, 60)


def apportioned(exact):
    """Whole amounts of a rounded sum: each floored, what is left to the largest fractions, first first."""
    whole = [value.numerator // value.denominator for value in exact]
    left = rounded(sum(exact)) - sum(whole)
    by_fraction = sorted(range(len(exact)), key=lambda at: (whole[at] - exact[at], at))
    for at in by_fraction[:left]:
        whole[at] += 1
    return whole


def lines_of_slices(side, parts, placement, month):
    """The lines of one side, by currency."""
    found = []
    money = {"pay": ("pay", "pay_currency"), "bill": ("bill", "bill_currency")}[side]
    for currency in sorted({getattr(one.terms, money[1]) for one in parts}):
        same = [one for one in parts if getattr(one.terms, money[1]) == currency]
        exact = [amount(one, getattr(one.terms, money[0]), placement, month) for one in same]
        for one, whole in zip(same, apportioned(exact)):
            code = "hours" if one.terms.per == "hour" else "salary"
            found.append(Line(side, code, whole, currency))
    return found


def terms_on(parts, on):
    """The terms of a day, else those of the last slice."""
    for one in parts:
        if one.first <= on < one.end:
            return one.terms
    return parts[-1].terms


def above_hours(parts, placement, month, law):
    """What employees are paid for long weeks and for work on public holidays."""
    found, country, hours = [], placement.country, placement.weekly_hours
    since, until = parts[0].first, parts[-1].end
    currency = parts[0].terms.pay_currency
    for sheet in placement.sheets:
        last = sheet.end - timedelta(1)
        if not sheet.agreed() or (sheet.end - sheet.first).days != 7 or not since <= last < until:
            continue
        most = law.parameter(country, "weekly_hours_max", sheet.first)
        premium = law.parameter(country, "overtime_premium_bp", sheet.first)
        if most is None or premium is None:
            continue
        over = Fraction(max(0, sheet.minutes(("work",)) - most * 60), 60)
        terms = terms_on(parts, last)
        times = Fraction(premium if terms.per == "hour" else 10_000 + premium, 10_000)
        found.append(Line("pay", "overtime", rounded(over * hour_rate(terms, hours) * times), currency))
    for sheet in placement.sheets:
        for on, kind, minutes in sheet.days if sheet.agreed() else []:
            if kind != "work" or not since <= on < until or on not in month.holidays(country):
                continue
            premium = law.parameter(country, "holiday_premium_bp", on)
            if premium is not None:
                rate = hour_rate(terms_on(parts, on), hours)
                exact = Fraction(minutes, 60) * rate * Fraction(premium, 10_000)
                found.append(Line("pay", "holiday_work", rounded(exact), currency))
    return found
