"""What payroll stored: runs, their rates, items and lines, and what is known of months before."""

from dataclasses import dataclass, field
from fractions import Fraction

from facts import day, query
from money import Line

SUMS = (
    "gross_minor deductions_minor net_minor pay_base_minor employer_base_minor accrual_base_minor fee_base_minor"
    " bill_base_minor margin_base_minor ordinary_minor full_month_minor days_employed"
).split()
TOTALS = [name for name in SUMS if name not in ("ordinary_minor", "full_month_minor", "days_employed")]


@dataclass
class Run:
    id: int
    calendar: str
    month_on: object
    kind: str
    state: str
    currency: str
    fx_source: str
    fx_fix_on: object
    pay_on: object
    computed: Fraction
    locked: Fraction | None


@dataclass
class Stored:
    state: str
    reasons: set
    currency: str | None
    bill_year: int | None
    sums: dict
    input_hash: str
    lines: list = field(default_factory=list)


def runs():
    """Everything worth working out again, in order."""
    for row in query(
        "select payroll_run_id, calendar, month_on, kind, state, currency, fx_source, fx_fix_on, pay_on,"
        " extract(epoch from computed_at), extract(epoch from locked_at) from sereno.payroll_run"
        " where state in ('review', 'approved', 'locked', 'exported')"
        " order by month_on, kind = 'correction', seq, payroll_run_id"
    ):
        locked = Fraction(row[10]) if row[10] else None
        yield Run(int(row[0]), row[1], day(row[2]), *row[3:7], day(row[7]), day(row[8]), Fraction(row[9]), locked)


def rates(run):
    rows = query(f"select currency, source, rate, rate_on from sereno.payroll_fx where payroll_run_id = {run.id}")
    return {(row[0], row[1]): (Fraction(row[2]) if row[2] else None, day(row[3])) for row in rows}


def items(run):
    """The items of a run with their lines, by placement."""
    found = {}
    for row in query(
        "select placement_id, state, array_to_string(reasons, ' '), currency, encode(input_hash, 'hex'),"
        f" bill_year_base_minor, {', '.join(SUMS)} from sereno.payroll_item where payroll_run_id = {run.id} order by 1"
    ):
        sums, year = dict(zip(SUMS, map(int, row[6:]))), int(row[5]) if row[5] else None
        found[int(row[0])] = Stored(row[1], set(row[2].split()), row[3] or None, year, sums, row[4])
    for row in query(
        "select placement_id, no, side, code, amount_minor, currency, base_minor, calc->>'window', calc->>'movement'"
        f" from sereno.payroll_line where payroll_run_id = {run.id} order by 1, 2"
    ):
        line = Line(row[2], row[3], int(row[4]), row[5], row[7] or None, row[8] or None, int(row[6]))
        lines = found[int(row[0])].lines
        lines.append(line)
        if int(row[1]) != len(lines):
            raise SystemExit(f"run {run.id}, placement {row[0]}: line {row[1]} is not the {len(lines)}th")
    return found


def totals(run):
    """Sums by country and currency of pay, as stored."""
    columns = ", ".join(["n_ok", *TOTALS])
    rows = query(f"select country, currency, {columns} from sereno.payroll_total where payroll_run_id = {run.id}")
    return {(row[0], row[1]): dict(zip(["n_ok", *TOTALS], map(int, row[2:]))) for row in rows}


def payments(run):
    """What is paid, by placement."""
    rows = query(f"select placement_id, amount_minor, currency from sereno.payment where payroll_run_id = {run.id}")
    return {int(row[0]): (int(row[1]), row[2]) for row in rows}


def newest_inputs():
    """What items of the newest correction of a month were worked out from, by calendar, month and placement."""
    rows = query(
        "select calendar, month_on, payroll_run_id, placement_id, encode(input_hash, 'hex')"
        " from sereno.payroll_item join sereno.payroll_run as run using (payroll_run_id)"
        " where run.state in ('review', 'approved', 'locked', 'exported') and kind = 'correction'"
        " order by calendar, month_on, seq"
    )
    found = {}
    for calendar, month_on, run, placement, input_hash in rows:
        newest = found.setdefault((calendar, day(month_on)), (int(run), {}))
        if newest[0] != int(run):
            newest = found[calendar, day(month_on)] = (int(run), {})
        newest[1][int(placement)] = input_hash
    return found
