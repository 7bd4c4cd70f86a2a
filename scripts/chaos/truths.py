"""What must be true when the night is over, each a query that counts what is wrong."""

RUN = "(select max(run_id) from sereno.run)"

# A step that a hand sent round again began anew: what its chunks did before was taken back.
TRUTHS = {
    "a chunk without a receipt": f"select count(*) from sereno.chunk left join sereno.chunk_receipt using (chunk_id) where chunk.run_id = {RUN} and chunk_receipt.chunk_id is null",
    "a chunk with two receipts": f"select count(*) from (select 1 from sereno.chunk_receipt where run_id = {RUN} group by chunk_id having count(*) > 1) as twice",
    "a chunk that is not done": f"select count(*) from sereno.chunk where run_id = {RUN} and state <> 'done'",
    "a chunk not done by one attempt": f"select count(*) from (select 1 from sereno.attempt join sereno.chunk using (chunk_id) join sereno.step using (step_id) where attempt.run_id = {RUN} and outcome = 'done' and attempt.started_at >= step.started_at group by chunk_id having count(*) <> 1) as twice",
    "an attempt still running": f"select count(*) from sereno.attempt where run_id = {RUN} and outcome = 'running'",
    "a receipt of another attempt than the one that is done": f"select count(*) from sereno.chunk_receipt as receipt left join sereno.attempt on attempt.token = receipt.token and outcome = 'done' where receipt.run_id = {RUN} and attempt.token is null",
    "a role's result from an attempt that is not done": f"select count(*) from sereno.role_night as result left join sereno.chunk_receipt as receipt on receipt.token = result.token where result.run_id = {RUN} and receipt.token is null",
    "a role without a result": f"select (select n_roles from sereno.run where run_id = {RUN}) - (select count(*) from sereno.role_night where run_id = {RUN})",
    "rows that receipts do not count": f"select abs((select coalesce(sum(n_matches_written), 0) from sereno.chunk_receipt where run_id = {RUN}) - (select count(*) from sereno.match where since_run_id = {RUN}))",
    "a token given twice": "select count(*) - count(distinct token) from sereno.attempt",
    "a step begun before the one it waits for had ended": f"select count(*) from sereno.step as later join sereno.step as earlier using (run_id) where run_id = {RUN} and earlier.kind = any(later.depends_on) and later.started_at < earlier.ended_at",
    "a run without its audit row": f"select 1 - count(*) from sereno.audit_event where subject = 'run:' || {RUN} and action in ('run.start', 'run.revise')",
    "more attempts than are allowed": f"select count(*) from sereno.chunk where run_id = {RUN} and n_attempts > 5",
}

# From a kill that hit a held lease to the next claim of that chunk, in milliseconds.
RECOVERY = """with lost as (
    select lost.chunk_id, lost.no, kills.at from kills join sereno.attempt as lost using (token)
)
select percentile_disc(array[0.5, 0.99, 1]) within group (order by extract(epoch from next.started_at - lost.at) * 1000), count(*)
from lost join lateral (
    select started_at from sereno.attempt where chunk_id = lost.chunk_id and no > lost.no order by no limit 1
) as next on true"""

# From a server that answers again to the first chunk done, in milliseconds.
FIRST_DONE = """select percentile_disc(array[0.5, 0.99, 1]) within group (order by extract(epoch from first.ended_at - at) * 1000), count(*)
from restarts join lateral (
    select ended_at from sereno.attempt where outcome = 'done' and ended_at > at order by ended_at limit 1
) as first on true"""
