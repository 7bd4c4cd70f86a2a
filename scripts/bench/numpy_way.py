"""NumPy, vectorised for each role."""

import time

from facts import TOTAL, compare, floor_max


class NumPy:
    """Vectorised over developers for each role; components of survivors only."""

    name = "NumPy, vectorised for each role"

    def __init__(self, arrays, rest):
        import numpy as np

        self.np, self.rest = np, rest
        small = {
            "zone": np.int16, "english": np.int8, "seniority": np.int8, "place": np.int16,
            "free_in_days": np.int32, "regimes": np.int16, "handled": np.int16, "team": np.int32,
        }
        self.a = {name: array.astype(small.get(name, array.dtype)) for name, array in arrays.items()}
        a = self.a
        a["free"] = a["blocked"] == 0
        a["must"] = a["must"].astype(bool)
        a["passed"] = {"none": None, "technical": a["passed_technical"].astype(bool), "all": a["passed_all"].astype(bool)}
        self.excluded = {}
        for at, client in zip(a["excluded_at"], a["excluded_client"]):
            self.excluded.setdefault(int(client), []).append(int(at))

    def mask(self, role):
        np, a = self.np, self.a
        keep = a["free"] & (a["free_in_days"] <= role["latest"])
        for must in role["musts"]:
            keep &= a["must"][must]
        vetted = a["passed"][role["vetting"]]
        if vetted is not None:
            keep &= vetted
        keep &= np.array(role["zone_passes"], bool)[a["zone"]]
        keep &= np.array(role["english_passes"], bool)[a["english"]]
        keep &= np.array(role["seniority_passes"], bool)[a["seniority"]]
        keep &= np.array(role["place_passes"], bool)[a["place"]]
        most = floor_max(role, self.rest)
        if most is not None:
            keep &= a["floor"] <= most
        if role["regimes"]:
            keep &= (a["regimes"] & role["regimes"]) == role["regimes"]
        keep &= a["free_hours"][role["day"]] >= role["hours"]
        if role["client"] in self.excluded:
            keep[self.excluded[role["client"]]] = False
        return keep

    def components(self, no, role, at):
        np, a, rest = self.np, self.a, self.rest
        prior = rest["priors"]
        shared = lambda points: (points + TOTAL // 2) // TOTAL
        full = lambda value: np.full(len(at), value, np.int64)
        if role["asked"]:
            yield shared(sum(share * a["worth"][skill][at].astype(np.int64) for skill, share in role["asked"]))
        else:
            yield full(prior[0])
        asked = [(i, share) for i, share in enumerate(role["competencies"]) if share]
        if asked:
            points = sum(share * a["estimates"][i][at].astype(np.int64) for i, share in asked)
            known = sum(a["estimated"][i][at] for i, _ in asked) > 0
            yield np.where(known, shared(points), prior[1])
        else:
            yield full(prior[1])
        if role["scale"]:
            points, known = full(0), np.zeros(len(at), bool)
            for axis, wanted, share, less, decade in role["scale"]:
                handled = a["handled"][axis][at].astype(np.int64)
                short = np.maximum(handled - wanted if less else wanted - handled, 0)
                worth = np.maximum(100 - short * decade // 100, 0)
                points += share * np.where(handled < 0, prior[2], worth)
                known |= handled >= 0
            yield np.where(known, shared(points), prior[2])
        else:
            yield full(prior[2])
        yield a["vetting"][at].astype(np.int64)
        yield a["team_worth"][no][a["team"][at]].astype(np.int64)
        yield full(prior[5]) if role["industry"] is None else a["industries"][role["industry"]][at].astype(np.int64)
        if role["budget"] is None:
            yield full(prior[6])
        else:
            floor, (mid, most) = a["floor"][at], role["budget"]
            cost, most, mid = floor * rest["margin"], most * rest["tolerance"], mid * 100
            fading = 100 * (most - cost) // max(most - mid, 1)
            worth = np.where(cost <= mid, 100, np.where(cost >= most, 0, fading))
            yield np.where(floor < 0, prior[6], worth)
        yield np.array(role["seniority_worth"], np.int64)[a["seniority"][at]]
        yield a["outcomes"][at].astype(np.int64)
        yield np.array(role["zone_worth"], np.int64)[a["zone"][at]]
        days = a["free_in_days"][at].astype(np.int64)
        late = np.clip(days - role["start"], 0, rest["fade"])
        yield np.where(days == rest["unknown_days"], prior[10], 100 * (rest["fade"] - late) // rest["fade"])

    def role(self, no, role):
        np = self.np
        at = np.nonzero(self.mask(role))[0]
        score = np.zeros(len(at), np.int64)
        for weight, value in zip(role["weights"], self.components(no, role, at)):
            score += weight * value
        key = (score << 32) - at
        if len(key) > 50:
            best = np.argpartition(key, len(key) - 50)[-50:]
        else:
            best = np.arange(len(key))
        best = best[np.argsort(-key[best])]
        return list(zip(self.a["id"][at[best]].tolist(), score[best].tolist()))

    def run(self, rest):
        roles = rest["roles"]
        for no, role in enumerate(roles):
            compare(role, self.role(no, role))
        best = None
        for _ in range(3):
            started = time.process_time()
            for no, role in enumerate(roles):
                self.role(no, role)
            spent = time.process_time() - started
            best = spent if best is None else min(best, spent)
        return best, len(roles)
