-- What operators do to a night: cancel it, take a chunk away from its worker, hold the queue, send many
-- chunks round again at a pace.

alter table sereno.run
drop constraint run_state_check,
add constraint run_state_check check (
    state in ('running', 'done', 'incomplete', 'failed', 'cancelled', 'superseded')
),
add column lane text not null default 'main',           -- which chunks go first: those of low when nobody waits
add constraint run_lane_check check (lane in ('main', 'low'));

alter table sereno.step
drop constraint step_state_check,
add constraint step_state_check check (
    state in ('waiting', 'running', 'done', 'incomplete', 'failed', 'skipped', 'cancelled')
);

alter table sereno.attempt
drop constraint attempt_outcome_check,
add constraint attempt_outcome_check check (
    outcome in ('running', 'done', 'retry', 'gave_up', 'lost', 'fenced', 'handed_back', 'revoked')
);

create table sereno.retry (
    retry_id bigint generated always as identity primary key, -- identity
    run_id bigint not null references sereno.run on delete cascade, -- whose chunks
    meant jsonb not null,                               -- which of them, as it was asked
    n_chunks integer not null,                          -- chunks sent round
    per_minute integer,                                 -- chunks handed out a minute; null for all at once
    asked_by text not null,                             -- who: a login
    reason text not null,                               -- why
    asked_at timestamptz not null default clock_timestamp(), -- instant
    stopped_at timestamptz,                             -- instant somebody stopped it; null while it goes on
    constraint retry_counts_check check (n_chunks > 0 and per_minute > 0)
);

create index retry_run_idx on sereno.retry (run_id, retry_id desc);

alter table sereno.chunk
drop constraint chunk_state_check,
add constraint chunk_state_check check (
    state in ('waiting', 'ready', 'leased', 'done', 'quarantined', 'cancelled')
),
add column n_lost smallint not null default 0,          -- workers it lost since it was last sent round
add column retry_id bigint references sereno.retry on delete set null; -- the last retry that sent it round

create index chunk_retry_idx on sereno.chunk (retry_id, state) where retry_id is not null;

create table sereno.queue_pause (
    kind text primary key,                              -- whose chunks are not handed out
    paused_at timestamptz not null default clock_timestamp(), -- instant
    paused_by text not null,                            -- who: a login
    reason text not null,                               -- why
    resumes_at timestamptz,                             -- instant it goes on by itself; null when somebody must say
    constraint queue_pause_kind_check check (kind in ('score', 'rescore', 'digest'))
);
