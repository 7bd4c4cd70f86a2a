"""What is put aside for employees, paid out of it, and how both are set right at the end of a window."""

from fractions import Fraction

from law import length
from money import Line, rounded
from windows import ended_before, instalment, instance


def by_law(row, now, months):
    """What some months give a right to, exactly."""
    share, basis = Fraction(*row["share"]), row["basis"]
    if not months:
        return Fraction(0)
    if basis == "pay":
        return share * sum(ordinary for ordinary, _ in months.values())
    if basis == "months":
        return share * now.full * sum(days >= 15 for _, days in months.values())
    if basis == "best":
        best = max(ordinary for ordinary, _ in months.values())
        return share * best * sum(Fraction(days, length(month)) for month, (_, days) in months.items())
    assert basis == "days", basis
    return share * now.full * min(sum(days for _, days in months.values()), 365)


def of_this_month(row, now, months):
    """What this month adds, exactly."""
    share, basis = Fraction(*row["share"]), row["basis"]
    if basis == "pay":
        return share * now.ordinary
    if basis == "months":
        return share * now.full if now.days >= 15 else Fraction(0)
    if basis == "best":
        best = max(ordinary for ordinary, _ in months.values())
        return share * best * Fraction(now.days, length(now.first))
    return share * now.full * now.days


def paid_out(row, now, window, owed, part, released):
    """The pay of an instalment, and its way out of what was put aside."""
    due = rounded(owed * part) - released
    mark = window.isoformat() if window else None
    return [
        Line("pay", row["code"], due, now.currency),
        Line("accrual", row["code"], -due, now.currency, mark, "released"),
    ]


def set_right(row, now, window, owed, put):
    return [Line("accrual", row["code"], rounded(owed) - put, now.currency, window.isoformat(), "true_up")]


def of_the_last(row, now, window):
    """An instance that has ended, where it is paid after."""
    after = [pays for pays in window["pays"] if pays.get("after", False)]
    if not after:
        return []
    first, end = ended_before(window, now.first)
    put, released = now.aside(row["code"], first)
    part = instalment(window, now.first.month, after=True)
    if now.leaves and part is None and put > released:
        part = Fraction(1)
    if part is None:
        return []
    owed = by_law(row, now, now.months(first, end))
    return set_right(row, now, first, owed, put) + paid_out(row, now, first, owed, part, released)


def of_the_running(row, now, window, accrued):
    """The instance this month lies in."""
    first, end = instance(window, now.first)
    if not first <= now.first < end:
        return []
    put, released = now.aside(row["code"], first)
    part = Fraction(1) if now.leaves else instalment(window, now.first.month, after=False)
    owed = by_law(row, now, now.months(first, end))
    found = []
    if part == 1 or row["basis"] != "pay":
        found += set_right(row, now, first, owed, put + accrued)
    if part is not None:
        found += paid_out(row, now, first, owed, part, released)
    return found


def of_vacation(row, now, accrued, released_exact):
    """Vacation taken this month, or all that is left when they leave."""
    put, released = now.aside(row["code"], None)
    there = put - released + accrued
    paid, freed = (Fraction(*row["vacation"][name]) for name in ("paid", "released"))
    taken = max(0, min(rounded(released_exact * freed), there))
    pay = rounded(released_exact * paid)
    out = there if now.leaves else taken
    return [
        Line("pay", row["code"], pay + (there - taken if now.leaves else 0), now.currency),
        Line("accrual", row["code"], -out, now.currency, None, "released"),
    ]


def accruals(rows, now, vacation_pay):
    """The lines of all rows, in their order."""
    found = []
    for row in rows:
        windows, months, mark = row.get("windows", []), {now.first: (now.ordinary, now.days)}, None
        for window in windows:
            first, end = instance(window, now.first)
            if first <= now.first < end:
                months, mark = now.months(first, end), first.isoformat()
        accrued = rounded(of_this_month(row, now, months))
        found.append(Line("accrual", row["code"], accrued, now.currency, mark, "accrued"))
        for window in windows:
            found += of_the_last(row, now, window) + of_the_running(row, now, window, accrued)
        if "vacation" in row:
            found += of_vacation(row, now, accrued, vacation_pay)
    return found
