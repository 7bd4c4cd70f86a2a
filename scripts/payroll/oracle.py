"""Works payrolls out again and says where what is stored differs."""

import sys
from collections import Counter

import stored as rows_of
from compare import SIDES, by_same, differences, of_item
from facts import placements
from history import History
from item import Item, work_out
from law import Law, Month
from money import Fx, Line

SHOWN = 20


def corrected(item, was, ordinary, days):
    """What should be, less what was; one that is held or failed stays as it is."""
    if item.state in ("held", "failed"):
        return item
    should = by_same(item.lines)
    lines = []
    for same in sorted(was.keys() | should.keys(), key=lambda same: SIDES.index(same[0])):
        (had, had_base), (has, has_base) = was.get(same, (0, 0)), should.get(same, (0, 0))
        if (had, had_base) != (has, has_base):
            side, code, currency, window, movement = same
            lines.append(Line(side, code, has - had, currency, window, movement, has_base - had_base))
    if not lines:
        return Item("excluded", {"nothing_to_pay"})
    currency = item.currency or next((line.currency for line in lines if line.side == "pay"), None)
    ordinary, days = item.ordinary - ordinary, item.days - days
    return Item("ok", set(), currency, lines, ordinary, item.full, days, item.bill_year)


class Oracle:
    def __init__(self):
        self.law, self.history = Law(), History()
        self.newest = rows_of.newest_inputs()
        self.counts, self.found = Counter(), []

    def differs(self, run, what, says):
        self.counts["differences"] += 1
        if len(self.found) < SHOWN:
            self.found.append(f"{run.month_on:%Y-%m} {run.kind}, run {run.id}, {what}: {says}")

    def run(self, run):
        """Compares a run, and keeps what it was for the months after."""
        month = Month(run.month_on, run.pay_on, self.law)
        people, stored, rates = placements(month), rows_of.items(run), rows_of.rates(run)
        self.counts["runs"] += 1
        self.counts["lines"] += sum(len(item.lines) for item in stored.values())
        items = {}
        for placement in sorted(people.keys() | stored.keys() | self.history.paid(run)):
            if self.has_changed(run, placement, stored.get(placement)):
                self.counts["changed"] += placement in stored
                items[placement] = None
            elif placement in people and placement in stored:
                self.counts["items"] += 1
                fx = Fx(run.currency, run.fx_source, run.fx_fix_on, rates, self.law.named_only)
                items[placement] = self.item(run, month, people[placement], stored[placement], fx)
                for says in differences(items[placement], stored[placement], run.kind):
                    self.differs(run, f"placement {placement}", says)
            elif placement in people:
                self.differs(run, f"placement {placement}", "has no item")
            elif placement in stored:
                self.differs(run, f"placement {placement}", "should have no item")
            elif self.history.was(placement, run)[0]:
                self.differs(run, f"placement {placement}", "was paid, has nothing any more, and keeps what was paid")
        if None not in items.values():
            self.sums(run, people, items)
        self.history.add(run, stored)

    def has_changed(self, run, placement, stored):
        """Whether a later run of the month worked somebody out from something else."""
        newest, inputs = self.newest.get((run.calendar, run.month_on), (run.id, {}))
        return newest != run.id and inputs.get(placement) != (stored.input_hash if stored else None)

    def item(self, run, month, placement, stored, fx):
        before = self.history.before(placement.id, run)
        item = work_out(placement, month, self.law, before, fx, "finding" in stored.reasons)
        if run.kind == "correction":
            item = corrected(item, *self.history.was(placement.id, run))
        return item

    def sums(self, run, people, items):
        """What a run comes to, and what is paid of one that is locked."""
        totals, paid = {}, {}
        for placement, item in items.items():
            if item.state != "ok":
                continue
            total = totals.setdefault((people[placement].country, item.currency), Counter())
            total["n_ok"] += 1
            total.update(of_item(item))
            if item.net() > 0 and run.locked is not None:
                paid[placement] = (item.net(), item.currency)
        is_ = rows_of.totals(run)
        for key in sorted(is_.keys() | totals.keys()):
            for name, value in is_.get(key, {"n_ok": 0}).items():
                if totals.get(key, Counter())[name] != value:
                    self.differs(run, " ".join(key), f"{name} is {value}, should be {totals.get(key, {}).get(name)}")
        is_ = rows_of.payments(run)
        for placement in sorted(is_.keys() | paid.keys()):
            if is_.get(placement) != paid.get(placement):
                says = f"payment is {is_.get(placement)}, should be {paid.get(placement)}"
                self.differs(run, f"placement {placement}", says)


def main():
    oracle = Oracle()
    for run in rows_of.runs():
        oracle.run(run)
    counts = oracle.counts
    print(f"{counts['runs']} runs, {counts['items']} items and {counts['lines']} lines compared")
    if counts["changed"]:
        print(f"{counts['changed']} items left out: what they were worked out from has changed, and was corrected")
    for says in oracle.found:
        print(says)
    print(f"differences: {counts['differences']}")
    sys.exit(1 if counts["differences"] else 0)


if __name__ == "__main__":
    main()
