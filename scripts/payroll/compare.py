"""An item as it should be beside the item as it is stored."""

from collections import defaultdict

SIDES = ["pay", "deduct", "employer", "accrual", "fee", "bill"]


def of_item(item):
    """Sums of an item by the columns that keep them; none of one that was not worked out."""
    sums = {
        "gross_minor": item.total("pay"), "deductions_minor": item.total("deduct"), "net_minor": item.net(),
        "pay_base_minor": item.base("pay"), "employer_base_minor": item.base("employer"),
        "accrual_base_minor": item.base("accrual"), "fee_base_minor": item.base("fee"),
        "bill_base_minor": item.base("bill"), "ordinary_minor": item.ordinary, "full_month_minor": item.full,
        "days_employed": item.days,
    }
    costs = ("pay", "employer", "accrual", "fee")
    sums["margin_base_minor"] = item.base("bill") - sum(item.base(side) for side in costs)
    return sums


def by_same(lines):
    """What lines of a kind come to together, but for those that come to nothing."""
    sums = defaultdict(lambda: [0, 0])
    for line in lines:
        sums[line.same()][0] += line.amount
        sums[line.same()][1] += line.base
    return {key: tuple(sum_) for key, sum_ in sums.items() if sum_ != [0, 0]}


def line_texts(lines):
    return [
        f"{line.side} {line.code} {line.amount} {line.currency} base {line.base}"
        + (f" window {line.window or '-'} {line.movement}" if line.side == "accrual" else "")
        for line in lines
    ]


def differences(item, stored, kind):
    """In which an item differs from the one stored, each in words."""
    found = []
    if (item.state, item.reasons) != (stored.state, stored.reasons):
        was = f"{stored.state} {sorted(stored.reasons)}"
        found.append(f"is {was}, should be {item.state} {sorted(item.reasons)}")
    if (item.currency or "") != (stored.currency or ""):
        found.append(f"is paid in {stored.currency}, should be in {item.currency}")
    others = {line.currency for line in stored.lines if line.side in ("pay", "deduct")} - {stored.currency}
    if others:
        found.append(f"it is paid in {stored.currency}, and adds up lines in {sorted(others)}")
    if item.bill_year != stored.bill_year:
        found.append(f"bill_year_base_minor is {stored.bill_year}, should be {item.bill_year}")
    for name, value in of_item(item).items():
        if stored.sums[name] != value:
            found.append(f"{name} is {stored.sums[name]}, should be {value}")
    if kind == "correction" and item.state != "held":
        is_, should = by_same(stored.lines), by_same(item.lines)
        for key in sorted(is_.keys() | should.keys(), key=str):
            if is_.get(key) != should.get(key):
                found.append(f"{key} comes to {is_.get(key)}, should to {should.get(key)}")
        order = [SIDES.index(line.side) for line in stored.lines]
        if order != sorted(order):
            found.append("its lines are not in order of their sides")
        return found
    is_, should = line_texts(stored.lines), line_texts(item.lines)
    for no in range(max(len(is_), len(should))):
        pair = [texts[no] if no < len(texts) else "none" for texts in (is_, should)]
        if pair[0] != pair[1]:
            found.append(f"line {no + 1} is {pair[0]}, should be {pair[1]}")
            if len(is_) != len(should):
                found.append(f"it has {len(is_)} lines, should have {len(should)}")
                break
    return found
