"""What the law adds to the pay of employees."""

from fractions import Fraction

import slices
from accrual import accruals
from law import CURRENCIES
from money import WORK, Line, paid, rounded, whole_units
from windows import Now


def bonuses(placement, month, law, ordinary, currency, fx):
    """Parts of the profit, as the law of the country sets them."""
    found, own = [], CURRENCIES[placement.country]
    for row in law.rows(placement.country, "bonuses", month.last):
        wage = law.parameter(placement.country, "minimum_wage_month", month.last) or 0
        most = Fraction(whole_units(wage, own) * row["wages_year_hundredths"], 100 * 12)
        exact = min(ordinary * Fraction(*row["share"]), fx.convert(most, own, currency))
        found.append(Line("pay", row["code"], rounded(exact), currency))
    return found


def contributions(placement, month, law, lines, currency, fx):
    """What employer and employee owe on the pay."""
    aside = law.put_aside(placement.country, month.last)
    free = {"reimbursement"} | {code for code, contributes in aside.items() if not contributes}
    found, own = [], CURRENCIES[placement.country]
    for row in law.rows(placement.country, "contributions", month.last):
        taxed = Fraction(paid(lines, free))
        if "cap" in row:
            taxed = min(taxed, fx.convert(whole_units(row["cap"], own), own, currency))
        exact = taxed * Fraction(row["rate_ppm"], 1_000_000)
        found.append(Line(row["side"], row["code"], rounded(exact), currency))
    return found


def of_employee(placement, month, law, parts, lines, before, fx):
    """What the law adds for employees; their pay for work, of which the rest comes."""
    currency = parts[0].terms.pay_currency
    found = slices.above_hours(parts, placement, month, law)
    ordinary = sum(line.amount for line in lines + found if line.side == "pay" and line.code in WORK)
    found += bonuses(placement, month, law, ordinary, currency, fx)
    full = slices.full_month(parts[-1].terms, parts[-1].terms.pay, placement.weekly_hours)
    leaves = placement.end is not None and placement.end <= month.end
    days = sum(one.days() for one in parts)
    now = Now(month.first, ordinary, days, full, leaves, currency, before.months, before.aside)
    minutes = sum(
        sheet.minutes(("vacation",), month.first, month.end) for sheet in placement.sheets if sheet.agreed()
    )
    vacation = full * Fraction(minutes, placement.weekly_hours * 12) / max(month.working(placement.country), 1)
    found += accruals(law.rows(placement.country, "accruals", month.last), now, vacation)
    found += contributions(placement, month, law, lines + found, currency, fx)
    return found, ordinary
