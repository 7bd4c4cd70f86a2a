-- What attempts failed of: one row for each kind of failure, however often it happens.

create table sereno.failure (
    failure_id bigint generated always as identity primary key, -- identity
    kind text not null,                                 -- job of the step it happens in
    error_class text not null,                          -- class of the error; `lost` when the worker went away
    shape text not null,                                -- the message without what names one case
    first_seen_at timestamptz not null default clock_timestamp(), -- instant
    muted_until timestamptz,                            -- nobody is told before this instant
    mute_reason text not null default '',               -- why
    muted_by text not null default '',                  -- who: a login
    constraint failure_shape_key unique (kind, error_class, shape)
);

alter table sereno.attempt add column failure_id bigint references sereno.failure; -- what it failed of
alter table sereno.chunk add column failure_id bigint references sereno.failure; -- what its last attempt failed of

create index attempt_failure_idx on sereno.attempt (failure_id, run_id, attempt_id desc) where failure_id is not null;
create index chunk_failure_idx on sereno.chunk (run_id, failure_id) where failure_id is not null;
create index chunk_quarantined_idx on sereno.chunk (run_id) where state = 'quarantined';

-- What failed before: numbers left out, as far as an expression can.
insert into sereno.failure (kind, error_class, shape, first_seen_at)
select kind, coalesce(error_class, 'lost'),
    case when error is null then 'the worker that held it is gone'
         else left(regexp_replace(error, '\d+', '#', 'g'), 240) end,
    min(attempt.started_at)
from sereno.attempt
join sereno.chunk using (chunk_id)
join sereno.step using (step_id)
where outcome in ('retry', 'gave_up', 'lost')
group by 1, 2, 3;

update sereno.attempt
set failure_id = failure.failure_id
from sereno.failure, sereno.chunk, sereno.step
where outcome in ('retry', 'gave_up', 'lost')
  and chunk.chunk_id = attempt.chunk_id
  and step.step_id = chunk.step_id
  and failure.kind = step.kind
  and failure.error_class = coalesce(attempt.error_class, 'lost')
  and failure.shape = case when attempt.error is null then 'the worker that held it is gone'
        else left(regexp_replace(attempt.error, '\d+', '#', 'g'), 240) end;

update sereno.chunk
set failure_id = last.failure_id
from (
    select distinct on (chunk_id) chunk_id, failure_id
    from sereno.attempt
    order by chunk_id, no desc
) as last
where last.chunk_id = chunk.chunk_id
  and chunk.state = 'quarantined';
