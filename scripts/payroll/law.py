"""Rows of law and policy, each for the days it holds, and months with their days."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from holidays import holidays

CONFIG = Path(__file__).resolve().parents[2] / "config"
CURRENCIES = {
    "AR": "ARS", "BR": "BRL", "CL": "CLP", "CO": "COP", "CR": "CRC", "MX": "MXN", "PE": "PEN", "UY": "UYU",
}


def read(name):
    return tomllib.loads((CONFIG / name).read_text(encoding="utf-8"))


def holds(row, day):
    return row["from"] <= day.isoformat() < row.get("to", "9999-12-31")


class Law:
    """Everything that is the same for all placements."""

    def __init__(self):
        self.payroll = read("payroll.toml")
        self.holidays = read("holidays.toml")
        self.named_only = self.payroll["source_is_named"]
        self.parameters = {}
        for path in sorted((CONFIG / "rules").glob("*.toml")):
            rules = tomllib.loads(path.read_text(encoding="utf-8"))
            for row in rules.get("parameter", []):
                self.parameters.setdefault((rules.get("country"), row["key"]), []).append(row)

    def knows(self, country):
        return country in self.payroll and country in CURRENCIES

    def parameter(self, country, key, day):
        """The value of a country's row on a day; none without a row."""
        for row in self.parameters.get((country, key), []):
            if holds(row, day):
                return row["value"]
        return None

    def rows(self, country, kind, day):
        return [row for row in self.payroll[country].get(kind, []) if holds(row, day)]

    def put_aside(self, country, day):
        """Codes that are put aside, and whether contributions are due when they are paid."""
        return {row["code"]: row.get("contributes", False) for row in self.rows(country, "accruals", day)}

    def fees(self, day):
        return {row["code"]: row["cents"] for row in self.payroll["fees"] if holds(row, day)}


def month_after(first, n):
    """The first day of the month so many later."""
    at = first.year * 12 + first.month - 1 + n
    return date(at // 12, at % 12 + 1, 1)


def length(first):
    return (month_after(first, 1) - first).days


class Month:
    """A month: from its first day to the day after its last."""

    def __init__(self, first, pay_on, law):
        self.first, self.pay_on, self.law = first, pay_on, law
        self.end = month_after(first, 1)
        self.last = self.end - timedelta(1)
        self.n_days = length(first)
        self.rests = {}

    def holidays(self, country):
        if country not in self.rests:
            rows = self.law.holidays.get(country, [])
            self.rests[country] = holidays(rows, self.first, self.end)
        return self.rests[country]

    def working(self, country, since=None, until=None):
        """Monday to Friday without public holidays, of a part of the month."""
        since, until = since or self.first, until or self.end
        days = (since + timedelta(n) for n in range((until - since).days))
        return sum(day.weekday() < 5 and day not in self.holidays(country) for day in days)
