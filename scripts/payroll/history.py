"""What locked runs of months before paid and put aside, as far as later runs look at it."""

from collections import defaultdict
from dataclasses import dataclass, field

from compare import by_same
from law import month_after

# Months of work that tell in which currency somebody was paid.
N_MONTHS = 14


@dataclass
class Before:
    """Of one placement, from earlier months."""

    months: dict = field(default_factory=dict)
    aside: dict = field(default_factory=dict)
    currency: str | None = None


class History:
    """Filled in the order of months, by what is stored."""

    def __init__(self):
        self.entries = defaultdict(list)
        self.month = None
        self.of_month = defaultdict(list)

    def add(self, run, stored):
        if self.month != run.month_on:
            self.month = run.month_on
            self.of_month.clear()
        for placement, item in stored.items() if run.locked is not None else ():
            if item.state == "ok":
                aside = [line for line in item.lines if line.side == "accrual"]
                worked = (item.sums["ordinary_minor"], item.sums["days_employed"])
                self.entries[placement].append((run, worked, item.currency, aside))
                self.of_month[run.calendar, placement].append((run, worked, item.lines))

    def before(self, placement, run):
        """What was known of earlier months when a run was worked out."""
        found = Before()
        for earlier, worked, currency, aside in self.entries[placement]:
            if earlier.month_on >= run.month_on or earlier.locked > run.computed:
                continue
            ordinary, days = found.months.get(earlier.month_on, (0, 0))
            found.months[earlier.month_on] = (ordinary + worked[0], days + worked[1])
            if any(worked) and earlier.month_on >= month_after(run.month_on, -N_MONTHS):
                found.currency = currency
            for line in aside:
                put, released = found.aside.get((line.code, line.window), (0, 0))
                is_out = line.movement == "released"
                sums = (put, released - line.amount) if is_out else (put + line.amount, released)
                found.aside[line.code, line.window] = sums
        if any(put != released for put, released in found.aside.values()):
            found.currency = self.entries[placement][-1][2]
        return found

    def paid(self, run):
        """Who was paid in earlier runs of the same month."""
        if self.month != run.month_on:
            return set()
        return {placement for calendar, placement in self.of_month if calendar == run.calendar}

    def was(self, placement, run):
        """What earlier runs of the same month came to: lines by what makes them the same, work and days."""
        earlier = self.of_month[run.calendar, placement] if self.month == run.month_on else []
        lines, ordinary, days = [], 0, 0
        for other, worked, its_lines in earlier:
            if other.locked <= run.computed:
                lines += its_lines
                ordinary, days = ordinary + worked[0], days + worked[1]
        return by_same(lines), ordinary, days
