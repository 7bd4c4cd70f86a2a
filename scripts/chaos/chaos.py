"""Runs a night under chaos and asks what must be true: `chaos.py ROLES KILLS SEED FAULTS`, by scripts/soak."""

import random
import signal
import sys
import time

from stage import DATE, FAKETIME, Stage
from truths import FIRST_DONE, RECOVERY, TRUTHS

ROLES, KILLS, SEED = (int(arg) for arg in sys.argv[1:4])
FAULTS = sys.argv[4]
CLOCK = FAULTS == "all" and FAKETIME is not None
N_WORKERS = 6
stage = Stage(SEED, CLOCK)
sql, sereno, proxy = stage.sql, stage.sereno, stage.proxy


def spawn():
    return stage.spawn("worker")


def stopped(worker):
    """Stops a worker and notes the leases it holds at that moment; how many."""
    worker.send_signal(signal.SIGSTOP)
    noted = sql(
        "with noted as (insert into kills select token, clock_timestamp() from sereno.chunk "
        "join sereno.worker using (worker_id) where state = 'leased' and worker.ended_at is null "
        f"and worker.pid = {worker.pid} on conflict do nothing returning 1) select count(*) from noted"
    )
    return int(noted)


def restart():
    stage.restart()
    sql("insert into restarts values (clock_timestamp())")


def jump():
    """Sets the server's clock back by up to two hours or ahead by up to a day."""
    stage.jump(random.choice([random.randint(-7200, 0), random.randint(0, 93600)]))


stage.plan(ROLES)
n_chunks = int(sql("select count(*) from sereno.chunk"))
sql("create table kills (token bigint primary key, at timestamptz not null); create table restarts (at timestamptz not null)")
if CLOCK:
    stage.jump(0)
    restart()
open_chunks = "select count(*) from sereno.chunk where state not in ('done', 'quarantined')"
workers = [spawn() for _ in range(N_WORKERS)]
count = {"kills": 0, "of which held a lease": 0, "zombies": 0, "of which held one": 0, "restarts": 0, "clock jumps": 0}
asleep = []
started = restarted = time.monotonic()
while count["kills"] < KILLS or asleep:
    now = time.monotonic()
    for worker, until in [(worker, until) for worker, until in asleep if until < now]:
        asleep.remove((worker, until))
        worker.send_signal(signal.SIGCONT)
    workers = [worker if worker.poll() is None else spawn() for worker in workers]
    if int(sql(open_chunks)) == 0:
        break
    awake = [worker for worker in workers if worker not in [sleeper for sleeper, _ in asleep]]
    what = random.random()
    if FAULTS != "kills" and now - restarted > random.uniform(5, 40):
        restart()
        restarted = time.monotonic()
        count["restarts"] += 1
    elif (what < 0.6 or FAULTS == "kills") and FAULTS != "restarts" and awake:
        worker = random.choice(awake)
        held = stopped(worker)
        worker.kill()
        worker.wait()
        count["kills"] += 1
        count["of which held a lease"] += held > 0
    elif FAULTS == "restarts":
        count["kills"] += 0.05
    elif what < 0.63 and CLOCK:
        jump()
        count["clock jumps"] += 1
    elif what < 0.68 and len(awake) > 2:
        worker = random.choice(awake)
        held = stopped(worker)
        sql(f"select pg_terminate_backend(backend_pid) from sereno.worker where pid = {worker.pid} and ended_at is null")
        asleep.append((worker, now + random.uniform(1, 4)))
        count["zombies"] += 1
        count["of which held one"] += held > 0
    elif what < 0.78:
        proxy.reset_one()
    elif what < 0.88:
        proxy.hold_one(random.uniform(0.5, 5))
    else:
        proxy.lose_one_commit = True
    time.sleep(random.uniform(0.02, 0.25))

deadline = time.monotonic() + 120 + n_chunks / 20
while int(sql(open_chunks)) > 0 and time.monotonic() < deadline:
    workers = [worker if worker.poll() is None else spawn() for worker in workers]
    time.sleep(0.5)
poisoned = int(sql("select count(*) from sereno.chunk where state = 'quarantined'"))
if poisoned:
    sereno("retry", sql("select max(run_id) from sereno.run"), "--reason", "chaos is over")
    while int(sql(open_chunks)) > 0 and time.monotonic() < deadline:
        time.sleep(0.5)
for worker in workers:
    worker.kill()
wall = time.monotonic() - started
wrong = {truth: int(sql(query)) for truth, query in TRUTHS.items()}
chaotic = "select encode(night_hash, 'hex') from sereno.digest order by run_id desc limit 1"
hash_before = sql(chaotic)
# In chunks as they come shipped: how a night is cut changes nothing of what it finds.
del stage.environment["SERENO_CONFIG"]
calm = sereno("run", "nightly", "--date", DATE, "--wait", "--revise", "calm")
wrong["rows a calm night writes anew"] = int(sql("select coalesce(sum(n_matches_written), 0) from sereno.chunk_receipt where run_id = (select max(run_id) from sereno.run)"))
wrong["a calm night that finds another result"] = int(calm.returncode != 0 or sql(chaotic) != hash_before)
fenced, lost = (sql(f"select count(*) from sereno.attempt where outcome = '{word}'") for word in ("fenced", "lost"))
print(f"seed {SEED}: {n_chunks} chunks in {wall:.0f} s; " + ", ".join(f"{n} {what}" for what, n in count.items()))
print(f"{proxy.resets} connections reset, {proxy.holds} held up, {proxy.lost_commits} answers to a COMMIT lost")
print(f"{lost} attempts lost, {fenced} late writes refused, {poisoned} chunks that needed a hand")
print(sql("select string_agg(n || ' ' || error_class || ': ' || left(shape, 90), chr(10) order by n desc) from (select failure.error_class, shape, count(*) as n from sereno.attempt join sereno.failure using (failure_id) group by 1, 2) as failed"))
if not CLOCK:
    print("from a kill to the next claim, ms (p50, p99, most) and how many: " + sql(RECOVERY))
    print("from a restart to the first chunk done, ms (p50, p99, most) and how many: " + sql(FIRST_DONE))
for truth, n in wrong.items():
    print(f"{'ok   ' if n == 0 else 'WRONG'} {n:>4}  {truth}")
sys.exit(any(wrong.values()))
