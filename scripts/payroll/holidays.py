"""Public holidays, by the rows of config/holidays.toml."""

from calendar import FRIDAY, MONDAY, SATURDAY, SUNDAY, THURSDAY, TUESDAY, WEDNESDAY
from datetime import date, timedelta

NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# Days to go for each weekday that moves.
MOVES = {
    "next_monday": {day: (7 - day) % 7 for day in range(7)},
    "nearest_monday": {TUESDAY: -1, WEDNESDAY: -2, THURSDAY: 4, FRIDAY: 3},
    "monday_of_week": {TUESDAY: -1, WEDNESDAY: -2, THURSDAY: -3, FRIDAY: 3},
    "nearest_friday": {TUESDAY: -4, WEDNESDAY: 2},
    "nearest_weekday": {SATURDAY: -1, SUNDAY: 1},
}


def easter(year):
    """Easter Sunday of the Gregorian calendar: its paschal full moon, and the Sunday after."""
    golden = year % 19
    century = year // 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    moon = date(year, 3, 21) + timedelta(epact)
    if epact == 29 or (epact == 28 and golden > 10):
        moon -= timedelta(1)
    return moon + timedelta(7 - (moon.weekday() + 1) % 7)


def nth_weekday(year, weekday, rule):
    """Which of a month, counted from its beginning, or with -1 the last."""
    month, nth = rule["month"], rule["nth"]
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = (date(year + month // 12, month % 12 + 1, 1)) - timedelta(1)
    return last - timedelta((last.weekday() - weekday) % 7 + 7 * (-nth - 1))


def kept(row, year):
    """The day a row is kept on in a year; none where it is not."""
    if "day" in row:
        month, day = map(int, row["day"].split("-"))
        on = date(year, month, day)
    elif "easter" in row:
        on = easter(year) + timedelta(row["easter"])
    elif "monday" in row:
        on = nth_weekday(year, MONDAY, row["monday"])
    else:
        on = nth_weekday(year, THURSDAY, row["thursday"])
    if "only_on" in row and NAMES[on.weekday()] not in row["only_on"]:
        return None
    if "moved" in row:
        on += timedelta(MOVES[row["moved"]].get(on.weekday(), 0))
    return on


def holidays(rows, first, end):
    """Days of [first, end) on which all of a country rests by law."""
    found = set()
    for row in rows:
        if "subdivision" in row or row.get("banks_only"):
            continue
        since = date.fromisoformat(row["from"])
        until = date.fromisoformat(row["to"]) if "to" in row else date.max
        for year in range(first.year - 1, end.year + 2):
            on = kept(row, year)
            if on and first <= on < end and since <= on < until:
                found.add(on)
    return found
