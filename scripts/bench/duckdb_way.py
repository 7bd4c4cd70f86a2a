"""DuckDB, on one wide table in memory."""

import time

from facts import compare, sample
from query import columns, query

N_ROLES = 40


class DuckDB:
    name = "DuckDB, one thread, a column for each skill at a level"

    def __init__(self, arrays, rest):
        import duckdb
        import numpy as np

        self.db = duckdb.connect()
        self.db.execute("set threads = 1")
        wide = {name: arrays[name] for name in columns(arrays)}
        for name in ["worth", "must", "estimates", "estimated", "handled", "industries", "free_hours"]:
            wide |= {f"{name}_{i}": row for i, row in enumerate(arrays[name])}
        excluded = {}
        for at, client in zip(arrays["excluded_at"].tolist(), arrays["excluded_client"].tolist()):
            excluded.setdefault(client, []).append(int(arrays["id"][at]))
        self.excluded = excluded
        self.db.register("handed", wide)
        self.db.execute("create table developer as select * from handed")
        n_roles, n_teams = arrays["team_worth"].shape
        teams = {
            "role": np.repeat(np.arange(n_roles, dtype=np.int32), n_teams),
            "team": np.tile(np.arange(n_teams, dtype=np.int64), n_roles),
            "points": arrays["team_worth"].reshape(-1).astype(np.int64),
        }
        self.db.register("teams", teams)
        self.db.execute("create table team_worth as select * from teams order by role, team")
        self.dialect = {
            "at": lambda name, i: f"{name}_{i}::int",
            "div": lambda a, b: f"(({a}) // {b})",
            "musts": lambda musts: [f"must_{i} = 1" for i in musts],
            "not_excluded": self.not_excluded,
        }

    def not_excluded(self, client):
        ids = self.excluded.get(client)
        return f"id not in ({', '.join(map(str, ids))})" if ids else "true"

    def run(self, rest):
        roles, spent = rest["roles"], 0.0
        chosen = sample(roles, N_ROLES)
        for no in chosen:
            sql = query(roles[no], no, rest, self.dialect)
            started = time.process_time()
            found = self.db.execute(sql).fetchall()
            spent += time.process_time() - started
            compare(roles[no], found)
        return spent / len(chosen) * len(roles), len(chosen)
