"""Months of pay on the durable server of SERENO_TEST_DATABASE_URL: `payroll.py PLACEMENTS`, run by
scripts/bench-payroll, which brings up the server.

Where something must be the same and is not, it ends with an error.
"""

import random
import signal
import sys
import tempfile
import time

from payroll_firm import NEWEST, Firm, content_hash, floor, keep, must_be_calm, sql, states, tables

N_KILLS = 5


def in_trouble(firm, run, month, calm):
    """One item whose terms are beyond all measure, and alone after they are mended."""
    one = sql(f"""select placement_terms_id || ' ' || placement_id || ' ' || pay_minor from sereno.placement_terms
        join sereno.payroll_item using (placement_id) where payroll_run_id = {run} and state = 'ok'
        order by placement_id, placement_terms_id desc offset 20000 % (select count(*) from sereno.payroll_item
        where payroll_run_id = {run}) limit 1""")
    terms, placement, pay = one.split()
    change = f"update sereno.placement_terms set pay_minor = {{}} where placement_id = {placement} and pay_minor = {{}}"
    sql(change.format(9_000_000_000_000_000_000, pay))
    before = states(run)
    firm.month("one item in trouble", month)
    said = sql(f"select state || ', ' || detail from sereno.payroll_item where payroll_run_id = {run} and placement_id = {placement}")
    print(f"   items: {states(run)} (were: {before})\n   placement {placement}: {said}")
    sql(change.format(pay, 9_000_000_000_000_000_000))
    begun = time.monotonic()
    firm.sereno("payroll", "retry", run, placement)
    print(f"   mended, and retried alone in {time.monotonic() - begun:.1f} s: {states(run)}")
    sql(f"update public.calm_item set n_attempts = 2 where placement_id = {placement}")
    must_be_calm(run, calm)
    sql(f"update public.calm_item set n_attempts = 1 where placement_id = {placement}")


def killed(firm, run, month, calm):
    """Killed without warning at random, and begun again by the same command."""
    args = ("payroll", "prepare", "--month", month, "--wait")
    done = f"select count(*) from sereno.chunk_receipt where run_id = {NEWEST}"
    planned = f"select count(*) from sereno.chunk where run_id = {NEWEST}"
    begun, draw, at, before = time.monotonic(), random.Random(7), [0], sql(f"select {NEWEST}")
    for _ in range(N_KILLS):
        worker = firm.start(*args)
        while sql(f"select {NEWEST}") == before:
            time.sleep(0.05)
        # So that all kills fall before its end.
        until = at[-1] + draw.randint(0, int(sql(planned)) // (N_KILLS + 1))
        while int(sql(done)) < until and worker.poll() is None:
            time.sleep(0.02)
        time.sleep(draw.uniform(0, 0.2))
        if worker.poll() is not None:
            raise SystemExit("it ended before it was killed:\n" + (firm.home / "said").read_text())
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        at.append(int(sql(done)))
    firm.sereno(*args)
    lost = sql(f"select count(*) from sereno.attempt where run_id = {NEWEST} and outcome = 'lost'")
    print(
        f"== killed {N_KILLS} times, after {', '.join(map(str, at[1:]))} of {sql(planned)} chunks, {lost} at work:"
        f" done after {time.monotonic() - begun:.1f} s in all"
    )
    must_be_calm(run, calm)


def one_each(firm, month):
    """A chunk, and so a transaction, an item, for half a minute."""
    firm.settings("[payroll]\nchunk_placements = 1\n")
    worker = firm.start("payroll", "prepare", "--month", month, "--wait")
    done = f"select count(*) from sereno.chunk_receipt where run_id = {NEWEST}"
    before = sql(f"select {NEWEST}")
    while sql(f"select {NEWEST}") == before or sql(done) == "0":
        time.sleep(0.05)
    first, begun = int(sql(done)), time.monotonic()
    time.sleep(30)
    n, seconds = int(sql(done)) - first, time.monotonic() - begun
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    print(f"== a chunk an item: {n / seconds:,.0f} items a second", flush=True)


def main():
    n = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as home:
        firm = Firm(home, n)
        month, after = sql("""select to_char(day, 'YYYY-MM') from (values (current_date - interval '1 month'), (current_date)) as t (day)""").split()
        run = firm.month("a month", month)
        tables(run)
        calm = content_hash(run)
        keep(run)
        firm.month("the same again, in place of the former draft", month)
        must_be_calm(run, calm)
        floor(run, month)
        in_trouble(firm, run, month, calm)
        killed(firm, run, month, calm)
        sql(f"update sereno.payroll_anomaly set state = 'overridden', decided_by = 'luis', decided_at = now(), reason = 'made up' where payroll_run_id = {run}")
        for act in ["approve", "lock"]:
            begun = time.monotonic()
            firm.sereno("payroll", act, run, USER="luis")
            print(f"== {act}: {time.monotonic() - begun:.1f} s", flush=True)
        tables(firm.month("the month after, held against it", after))
        one_each(firm, after)


main()
