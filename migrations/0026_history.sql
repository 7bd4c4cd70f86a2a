-- What a run came to is summed up when it ends, so that a list of years of runs adds nothing up; and what
-- is older than it is kept for goes, while the run stays as a line.

alter table sereno.run
add column pruned_at timestamptz,                       -- instant its attempts and results were let go
add column n_chunks integer,                            -- chunks in all steps; null while it is at work
add column n_done integer,                              -- chunks done
add column n_quarantined integer,                       -- chunks in quarantine
add column n_attempts_all bigint,                       -- attempts made, in all chunks
add column n_pairs bigint,                              -- pairs scored
add column n_matches_written bigint,                    -- match rows written
add constraint run_sums_check check (
    state = 'running' and pruned_at is null
    or num_nulls(n_chunks, n_done, n_quarantined, n_attempts_all, n_pairs, n_matches_written) in (0, 6)
);

create index attempt_outcome_idx on sereno.attempt (outcome, attempt_id desc)
where outcome not in ('done', 'running');
create index run_unpruned_idx on sereno.run (business_date) where pruned_at is null;

update sereno.run
set n_chunks = chunks.n,
    n_done = chunks.n_done,
    n_quarantined = chunks.n_quarantined,
    n_attempts_all = chunks.n_attempts,
    n_pairs = (
        select coalesce(sum(receipt.n_pairs), 0) from sereno.chunk_receipt as receipt
        where receipt.run_id = run.run_id
    ),
    n_matches_written = (
        select coalesce(sum(receipt.n_matches_written), 0) from sereno.chunk_receipt as receipt
        where receipt.run_id = run.run_id
    )
from (
    select run_id, count(chunk_id) as n, count(*) filter (where chunk.state = 'done') as n_done,
        count(*) filter (where chunk.state = 'quarantined') as n_quarantined,
        coalesce(sum(n_claims), 0) as n_attempts
    from sereno.run
    left join sereno.chunk using (run_id)
    where run.state <> 'running'
    group by run_id
) as chunks
where chunks.run_id = run.run_id;
