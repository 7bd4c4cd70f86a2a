"""One placement in one month: where its item stands, and its lines in their order."""

from dataclasses import dataclass, field
from fractions import Fraction

import slices
from employee import of_employee
from law import CURRENCIES
from money import WORK, Line, paid, rounded, whole_units


@dataclass
class Item:
    state: str
    reasons: set
    currency: str | None = None
    lines: list = field(default_factory=list)
    ordinary: int = 0
    full: int = 0
    days: int = 0
    bill_year: int | None = None

    def total(self, side):
        return sum(line.amount for line in self.lines if line.side == side)

    def base(self, side):
        return sum(line.base for line in self.lines if line.side == side)

    def net(self):
        return self.total("pay") - self.total("deduct")


def of_extras(placement, currency, fx):
    """What is paid or kept back once; the client's part of it right after."""
    found = []
    for extra in placement.extras:
        side = "deduct" if extra.kind == "advance" else "pay"
        found.append(Line(side, extra.kind, rounded(fx.convert(extra.amount, extra.currency, currency)), currency))
        if extra.is_billed:
            found.append(Line("bill", extra.kind, extra.amount, extra.currency))
    return found


def retention(placement, month, law, lines, currency, fx):
    """What is kept back of contractors for the tax office."""
    rate = law.parameter(placement.country, "fee_retention_bp", month.pay_on)
    if placement.engagement != "contractor_individual" or rate is None or placement.suspended:
        return []
    total = paid(lines)
    above = law.parameter(placement.country, "fee_retention_above", month.pay_on)
    if above is not None:
        own = CURRENCIES[placement.country]
        if not total > fx.convert(whole_units(above, own), own, currency):
            return []
    return [Line("deduct", "retention", rounded(Fraction(total * rate, 10_000)), currency)]


def of_fees(placement, month, law, lines, fx):
    if sum(line.amount for line in lines if line.side == "pay") == 0:
        return []
    cents = law.fees(month.last)
    codes = ["employer", "transfer"] if placement.engagement == "eor" else ["transfer"]
    return [Line("fee", code, cents[code], fx.base) for code in codes if code in cents]


def held(placement, span, parts):
    """What of the timesheets holds an item."""
    found = set()
    told = [sheet for sheet in placement.sheets if span and sheet.first < span[1] and span[0] < sheet.end]
    if any(sheet.state == "disputed" for sheet in told):
        found.add("timesheet_disputed")
    if any(one.terms.per == "hour" for one in parts):
        waits = any(not sheet.agreed() and sheet.state != "disputed" for sheet in told)
        if waits or not any(sheet.agreed() for sheet in told):
            found.add("timesheet_missing")
    return found


def failed(placement, span, law, before):
    """Why there is nothing to work out; else the slices and the currency of pay."""
    if placement.engagement is None:
        return Item("failed", {"engagement_unknown"})
    if span is None and not placement.extras:
        return Item("excluded", {"nothing_to_pay"})
    parts = slices.slices(placement, span) if span else []
    if parts is None:
        return Item("failed", {"terms_missing"})
    currencies = {one.terms.pay_currency for one in parts}
    if placement.engagement == "eor" and before.currency:
        currencies.add(before.currency)
    if len(currencies) > 1:
        return Item("failed", {"currency_mixed"})
    if placement.engagement == "eor" and not law.knows(placement.country):
        return Item("failed", {"law_missing"})
    # What an employee has without a day of work is paid as their pay was.
    return parts, currencies.pop() if currencies else placement.extras[0].currency


def work_out(placement, month, law, before, fx, is_stopped):
    """The item of a placement; whether a finding stops it is told, for findings come and go."""
    span = slices.employed(placement, month)
    found = failed(placement, span, law, before)
    if isinstance(found, Item):
        return found
    parts, currency = found
    fx.pay, fx.pay_source = currency, parts[-1].terms.fx_source if parts else None
    lines = slices.lines_of_slices("pay", parts, placement, month) + of_extras(placement, currency, fx)
    ordinary = sum(line.amount for line in lines if line.side == "pay" and line.code in WORK)
    if placement.engagement == "eor" and parts:
        more, ordinary = of_employee(placement, month, law, parts, lines, before, fx)
        lines += more
    elif placement.engagement != "eor":
        lines += retention(placement, month, law, lines, currency, fx)
    lines += slices.lines_of_slices("bill", parts, placement, month)
    lines += of_fees(placement, month, law, lines, fx)
    lines = [line for line in lines if line.amount != 0]
    for line in lines:
        fx.to_base(line)
    days = sum(one.days() for one in parts)
    item = Item("ok", held(placement, span, parts), currency, lines, ordinary, days=days)
    if parts:
        terms, hours = parts[-1].terms, placement.weekly_hours
        item.full = rounded(slices.full_month(terms, terms.pay, hours))
        year = slices.full_month(terms, terms.bill, hours) * 12
        item.bill_year = rounded(fx.convert(year, terms.bill_currency, fx.base))
    reasons = item.reasons = item.reasons | fx.reasons
    if item.net() < 0:
        reasons.add("net_negative")
    if is_stopped:
        reasons.add("finding")
    if not lines and not reasons:
        return Item("excluded", {"nothing_to_pay"})
    item.state = "held" if reasons else "ok"
    return item
