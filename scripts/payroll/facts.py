"""What the tables say, read with psql."""

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from functools import cache

AGREED = ("client_ok", "locked")


@cache
def day(text):
    return date.fromisoformat(text) if text else None


def query(sql):
    """Rows of a statement, each a list of texts; nothing is an empty text."""
    folder = os.environ.get("SERENO_PG_BIN")
    program = os.path.join(folder, "psql") if folder else shutil.which("psql")
    if program is None:
        sys.exit("there is no psql: name its folder in SERENO_PG_BIN")
    command = [program, "-X", "-q", "-A", "-t", "--csv", "-v", "ON_ERROR_STOP=1", "-c", sql, os.environ["DATABASE_URL"]]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    yield from csv.reader(child.stdout)
    if child.wait() != 0:
        sys.exit("the database could not be read")


@dataclass
class Terms:
    first: date
    end: date
    pay: int
    pay_currency: str
    bill: int
    bill_currency: str
    per: str
    proration: str
    fx_source: str | None


@dataclass
class Sheet:
    first: date
    end: date
    state: str
    days: list = field(default_factory=list)

    def agreed(self):
        return self.state in AGREED

    def minutes(self, kinds, since=date.min, until=date.max):
        return sum(n for on, kind, n in self.days if kind in kinds and since <= on < until)


@dataclass
class Extra:
    kind: str
    amount: int
    currency: str
    is_billed: bool


@dataclass
class Placement:
    id: int
    country: str
    engagement: str | None
    first: date
    end: date | None
    weekly_hours: int
    suspended: bool
    terms: list = field(default_factory=list)
    sheets: list = field(default_factory=list)
    extras: list = field(default_factory=list)


def placements(month):
    """Everybody with something of a month, with all that is known of it, by id."""
    ids = (
        f"(select placement_id from sereno.placement where starts_on < '{month.end}'"
        f" and coalesce(ends_on, 'infinity') > '{month.first}'"
        f" union select placement_id from sereno.pay_extra where day >= '{month.first}' and day < '{month.end}'"
        f" union select placement_id from sereno.pay_statement where month_on = '{month.first}'"
        " union select sheet.placement_id from sereno.timesheet as sheet join sereno.placement using (placement_id)"
        f" where sheet.starts_on < '{month.end}' and sheet.ends_on > '{month.first}'"
        " and placement.ends_on < sheet.ends_on)"
    )
    found = {}
    suspended = (
        "exists (select from sereno.document where document.developer_id = developer.developer_id"
        " and document.kind = 'retention_suspension' and document.state = 'verified'"
        f" and coalesce(document.issued_on, '-infinity') <= '{month.pay_on}'"
        f" and coalesce(document.expires_on, 'infinity') > '{month.pay_on}')"
    )
    for row in query(
        "select placement_id, developer.country, coalesce(placement.engagement, developer.engagement), starts_on,"
        f" ends_on, weekly_hours, {suspended} from sereno.placement join sereno.developer using (developer_id)"
        f" where placement_id in {ids} order by 1"
    ):
        one = Placement(int(row[0]), row[1], row[2] or None, day(row[3]), day(row[4]), int(row[5]), row[6] == "t")
        found[one.id] = one
    overlaps = f"starts_on < '{month.end}' and coalesce(ends_on, 'infinity') > '{month.first}'"
    for row in query(
        "select placement_id, starts_on, ends_on, pay_minor, pay_currency, bill_minor, bill_currency, per, proration,"
        f" fx_source from sereno.placement_terms where {overlaps} and placement_id in {ids} order by 1, 2"
    ):
        end = day(row[2]) or date.max
        terms = Terms(day(row[1]), end, int(row[3]), row[4], int(row[5]), row[6], row[7], row[8], row[9] or None)
        found[int(row[0])].terms.append(terms)
    sheets = {}
    for row in query(
        "select placement_id, timesheet_id, starts_on, ends_on, state, day, kind, minutes from sereno.timesheet"
        f" join sereno.timesheet_day using (timesheet_id) where {overlaps} and placement_id in {ids}"
        " order by placement_id, starts_on, day, kind"
    ):
        if row[1] not in sheets:
            sheets[row[1]] = Sheet(day(row[2]), day(row[3]), row[4])
            found[int(row[0])].sheets.append(sheets[row[1]])
        sheets[row[1]].days.append((day(row[5]), sys.intern(row[6]), int(row[7])))
    for row in query(
        "select placement_id, kind, amount_minor, currency, is_billed from sereno.pay_extra"
        f" where day >= '{month.first}' and day < '{month.end}' order by placement_id, day, pay_extra_id"
    ):
        found[int(row[0])].extras.append(Extra(row[1], int(row[2]), row[3], row[4] == "t"))
    return found
