"""PostgreSQL, on a denormalised table with arrays."""

import os
import pathlib

from facts import compare, sample
from query import columns, query

N_ROLES = 20


class Postgres:
    """A denormalised table with arrays; must-haves through a GIN index, as an expert would have it."""

    name = "PostgreSQL, denormalised, GIN and partial B-tree indexes, one process"

    def __init__(self, arrays, rest):
        import numpy as np
        import psycopg

        self.db = psycopg.connect(os.environ["SERENO_TEST_DATABASE_URL"], autocommit=True)
        single = columns(arrays)
        lists = ["worth", "estimates", "estimated", "handled", "industries", "free_hours"]
        run = self.db.execute
        run("drop schema if exists bench cascade")
        run("create schema bench")
        run("set search_path = bench")
        run("set max_parallel_workers_per_gather = 0")
        run("set jit = off")
        made = ", ".join(f"{name} {'bigint' if name in ('id', 'floor') else 'int'}" for name in single)
        made += ", " + ", ".join(f"{name} smallint[]" for name in lists)
        run(f"create table developer ({made}, musts int[], excluded bigint[])")
        excluded = {}
        for at, client in zip(arrays["excluded_at"].tolist(), arrays["excluded_client"].tolist()):
            excluded.setdefault(at, []).append(client)
        text = lambda values: "{" + ",".join(map(str, values)) + "}"
        per_row = {name: np.ascontiguousarray(arrays[name].T) for name in lists}
        must = np.ascontiguousarray(arrays["must"].T)
        singles = [arrays[name] for name in single]
        with self.db.cursor().copy("copy developer from stdin") as copy:
            for at in range(arrays["id"].shape[0]):
                row = [int(column[at]) for column in singles]
                row += [text(per_row[name][at].tolist()) for name in lists]
                row += [text(np.nonzero(must[at])[0].tolist()), text(excluded.get(at, []))]
                copy.write_row(row)
        run("create table team_worth (role int, team int, points smallint, primary key (role, team))")
        with self.db.cursor().copy("copy team_worth from stdin") as copy:
            for role in sample(rest["roles"], N_ROLES):
                for team, worth in enumerate(arrays["team_worth"][role].tolist()):
                    copy.write_row([role, team, worth])
        run("create index developer_musts_idx on developer using gin (musts)")
        run("create index developer_free_idx on developer (seniority, english, floor) where blocked = 0 and passed_all = 1")
        run("vacuum analyze developer")
        run("analyze team_worth")
        self.dialect = {
            "at": lambda name, i: f"{name}[{i + 1}]::int",
            "div": lambda a, b: f"(({a}) / {b})",
            "musts": lambda musts: [f"musts @> array{musts}"] if musts else [],
            "not_excluded": lambda client: f"not {client} = any(excluded)",
        }

    def cpu(self):
        """Of this session's server process; it reports its own account."""
        pid = self.db.info.backend_pid
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def run(self, rest):
        roles = rest["roles"]
        chosen = sample(roles, N_ROLES)
        queries = [(roles[no], query(roles[no], no, rest, self.dialect)) for no in chosen]
        for role, sql in queries:
            compare(role, self.db.execute(sql).fetchall())
        before = self.cpu()
        for _, sql in queries:
            self.db.execute(sql).fetchall()
        return (self.cpu() - before) / len(chosen) * len(roles), len(chosen)
