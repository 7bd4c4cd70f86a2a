"""A ledger of many chunks on the throwaway server, and that server stopped for a while."""

import contextlib
import os
import pathlib
import signal
import time

from payroll_firm import sql

# So that the id of a chunk is like nothing else on a screen.
OLDEST = 7_000_001
PER_NIGHT = 2_000


def fill(n):
    """Nights of chunks, some of which failed. The id of the newest. Rows made whole need no check of each reference."""
    begun = time.monotonic()
    sql(f"""set session_replication_role = replica;
        alter table sereno.chunk alter chunk_id restart with {OLDEST};
        insert into sereno.failure (kind, error_class, shape)
        select 'rescore', (array['timeout', 'database', 'panic'])[1 + n % 3], format('cause %s of the bank', n)
        from generate_series(1, 50) as n;
        insert into sereno.worker (name, host, pid, n_slots, version, backend_pid, backend_start, ended_at)
        select format('host-%s', n), 'host', n, 4, '1', 1, now(), now() from generate_series(1, 8) as n;
        insert into sereno.run (pipeline, business_date, revision, state, requested_by, model_version,
            taxonomy_version, tzdata_version, n_developers, n_roles, started_at, ended_at)
        select 'nightly', date '2020-01-01' + n, 1, 'done', 'cron', '1', '1', '1', 1000, 1000,
            date '2020-01-01' + n, date '2020-01-01' + n
        from generate_series(0, ({n} + {PER_NIGHT} - 1) / {PER_NIGHT} - 1) as n;
        insert into sereno.step (run_id, no, kind, state, n_chunks)
        select run_id, 0, 'rescore', 'done', {PER_NIGHT} from sereno.run order by run_id;
        insert into sereno.chunk (run_id, step_id, no, payload, state, n_attempts, n_claims, failure_id)
        select run_id, step_id, n, '{{"first_role": 1, "last_role": 64}}', case when bad then 'quarantined' else 'done' end,
            case when bad then 5 else 1 end, 1, case when bad then (select min(failure_id) from sereno.failure) + n % 50 end
        from sereno.step, generate_series(0, n_chunks - 1) as n, lateral (select (step_id + n) % 211 = 0) as it (bad)
        order by step_id, n;
        insert into sereno.attempt (chunk_id, run_id, no, token, worker_id, outcome, error_class, error, failure_id,
            started_at, ended_at)
        select chunk_id, run_id, 1, chunk_id, (select min(worker_id) from sereno.worker) + chunk_id % 8,
            case when failure_id is null then 'done' else 'gave_up' end, error_class, shape, failure_id,
            run.started_at, run.started_at + interval '1 s'
        from sereno.chunk join sereno.run using (run_id) left join sereno.failure using (failure_id) order by chunk_id;""")
    sql("vacuum analyze")
    made = int(sql("select count(*) from sereno.chunk"))
    print(f"{made:,} chunks, made in {time.monotonic() - begun:.0f} s", flush=True)
    return OLDEST + made - 1


@contextlib.contextmanager
def stopped_postgres():
    """The server and its processes neither answer nor go away."""
    first = pathlib.Path(os.environ["SERENO_PG_DATA"], "postmaster.pid").read_text().split()[0]
    children = pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()
    server = [int(pid) for pid in [first, *children]]
    try:
        for pid in server:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in server:
            os.kill(pid, signal.SIGCONT)
