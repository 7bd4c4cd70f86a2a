"""What every way is handed, and what must come out of it."""

import json

TOTAL = 10_000


def read(folder):
    import numpy as np

    meta = json.loads((folder / "meta.json").read_text())
    arrays = {
        one["name"]: np.fromfile(folder / one["name"], one["dtype"]).reshape(one["shape"])
        for one in meta["arrays"]
    }
    return arrays, meta["rest"]


def floor_max(role, rest):
    """The highest floor whose cost is within the most a proposal may cost."""
    return None if role["budget"] is None else role["budget"][1] * rest["tolerance"] // rest["margin"]


def sample(roles, n):
    return list(range(0, len(roles), -(-len(roles) // n)))


def compare(role, found):
    expected = [tuple(pair) for pair in role["best"]]
    if found != expected:
        at = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b), min(len(found), len(expected)))
        raise SystemExit(f"role {role['id']} differs at place {at + 1}: {found[at:at + 1]} for {expected[at:at + 1]}")
