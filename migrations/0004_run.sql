-- The ledger of the night: what was planned, who claimed it, what came of it. The queue only rings;
-- these tables decide.

create table sereno.run (
    run_id bigint generated always as identity primary key, -- identity
    pipeline text not null,                             -- which graph of jobs
    business_date date not null,                        -- the civil day it is for, in the firm's zone
    scope text not null default 'all',                  -- which part of the book
    revision integer not null,                          -- 1 for the first run of the day
    state text not null,                                -- where it stands
    reason text not null default '',                    -- why a later revision was asked for
    requested_by text not null,                         -- who asked
    model_version text not null,                        -- score model of the run
    taxonomy_version text not null,                     -- skill taxonomy of the run
    tzdata_version text not null,                       -- time-zone data of the run
    n_developers integer not null,                      -- developers in the frozen inputs
    n_roles integer not null,                           -- roles in the frozen inputs
    started_at timestamptz not null default clock_timestamp(), -- instant it was planned
    ended_at timestamptz,                               -- instant its last step finished
    constraint run_identity_key unique (pipeline, business_date, scope, revision),
    constraint run_pipeline_check check (pipeline in ('nightly')),
    constraint run_state_check check (state in ('running', 'done', 'incomplete', 'failed', 'superseded')),
    constraint run_revision_check check (revision >= 1),
    constraint run_reason_check check (revision = 1 or reason <> ''),
    constraint run_ended_check check (state = 'superseded' or (ended_at is null) = (state = 'running'))
);

-- At most one live run for a pipeline, business date and scope.
create unique index run_live_key on sereno.run (pipeline, business_date, scope) where state = 'running';
create index run_newest_idx on sereno.run (started_at desc, run_id desc);

create table sereno.run_input (
    run_id bigint not null references sereno.run on delete cascade, -- whose
    shard integer not null,                             -- 0 is the head, then developers in order of id
    content bytea not null,                             -- frozen inputs as the domain packs them
    constraint run_input_pkey primary key (run_id, shard)
);

-- Packed already: compressing again costs time and saves little.
alter table sereno.run_input alter column content set storage external;

create table sereno.step (
    step_id bigint generated always as identity primary key, -- identity
    run_id bigint not null references sereno.run on delete cascade, -- whose
    no smallint not null,                               -- place in the run, from 0
    kind text not null,                                 -- which job
    depends_on text[] not null default '{}',            -- kinds that must finish before it
    state text not null,                                -- where it stands
    n_chunks integer not null,                          -- chunks planned
    started_at timestamptz,                             -- instant its chunks were handed out
    ended_at timestamptz,                               -- instant its last chunk finished
    constraint step_kind_key unique (run_id, kind),
    constraint step_kind_check check (kind in ('rescore', 'digest')),
    constraint step_state_check check (state in ('waiting', 'running', 'done', 'incomplete', 'failed', 'skipped')),
    constraint step_chunks_check check (n_chunks >= 0)
);

create table sereno.worker (
    worker_id bigint generated always as identity primary key, -- identity
    name text not null,                                 -- host-pid-boot id, never used twice
    host text not null,                                 -- host name
    pid integer not null,                               -- process id on that host
    n_slots smallint not null,                          -- chunks it holds at once
    version text not null,                              -- version of the program
    backend_pid integer not null,                       -- server process of its liveness connection
    backend_start timestamptz not null,                 -- start of that server process; with the pid it is unique
    started_at timestamptz not null default clock_timestamp(), -- instant
    ended_at timestamptz,                               -- instant it left or was missed
    constraint worker_name_key unique (name),
    constraint worker_slots_check check (n_slots between 1 and 256)
);

create index worker_live_idx on sereno.worker (worker_id) where ended_at is null;

create sequence sereno.lease_token as bigint;           -- fencing tokens: only ever grow

create table sereno.chunk (
    chunk_id bigint generated always as identity primary key, -- identity
    run_id bigint not null references sereno.run on delete cascade, -- whose
    step_id bigint not null references sereno.step on delete cascade, -- whose
    no integer not null,                                -- place in its step, from 0
    payload jsonb not null,                             -- what the job works on, as the job wrote it
    payload_version smallint not null default 1,        -- shape of the payload
    state text not null,                                -- where it stands
    n_attempts smallint not null default 0,             -- attempts that count against the limit
    n_claims smallint not null default 0,               -- times it was handed out; also names the queue's task
    token bigint,                                       -- fence of the attempt that holds it
    worker_id bigint references sereno.worker,          -- who holds it
    lease_expires_at timestamptz,                       -- instant after which it is free again
    ready_at timestamptz,                               -- not claimed before this instant; null for now
    constraint chunk_no_key unique (step_id, no),
    constraint chunk_state_check check (state in ('waiting', 'ready', 'leased', 'done', 'quarantined')),
    constraint chunk_lease_check check (
        (state = 'leased') = (token is not null)
        and (state = 'leased') = (worker_id is not null)
        and (state = 'leased') = (lease_expires_at is not null)
    )
);

create index chunk_open_idx on sereno.chunk (run_id, state) where state in ('ready', 'leased');
create index chunk_run_idx on sereno.chunk (run_id, step_id, no);

create table sereno.attempt (
    attempt_id bigint generated always as identity primary key, -- identity
    chunk_id bigint not null references sereno.chunk on delete cascade, -- whose
    run_id bigint not null references sereno.run on delete cascade, -- whose
    no smallint not null,                               -- 1 for the first claim of the chunk
    token bigint not null,                              -- fence it worked under
    worker_id bigint not null references sereno.worker, -- who
    outcome text not null,                              -- how it ended
    error_class text,                                   -- class of the error
    error text,                                         -- the error and its causes, cleaned
    started_at timestamptz not null default clock_timestamp(), -- instant it was claimed
    ended_at timestamptz,                               -- instant it ended
    constraint attempt_no_key unique (chunk_id, no),
    constraint attempt_token_key unique (token),
    constraint attempt_outcome_check check (
        outcome in ('running', 'done', 'retry', 'gave_up', 'lost', 'fenced', 'handed_back')
    ),
    constraint attempt_ended_check check ((outcome = 'running') = (ended_at is null))
);

create index attempt_run_idx on sereno.attempt (run_id, attempt_id desc);

create table sereno.chunk_receipt (
    chunk_id bigint primary key references sereno.chunk on delete cascade, -- once for a chunk, ever
    run_id bigint not null references sereno.run on delete cascade, -- whose
    step_id bigint not null references sereno.step on delete cascade, -- whose
    token bigint not null,                              -- fence of the attempt that did it
    n_pairs bigint not null,                            -- pairs of developer and role scored
    n_matches_written bigint not null,                  -- match rows inserted, updated or deleted
    report jsonb not null,                              -- what the job says it did
    committed_at timestamptz not null default clock_timestamp(), -- instant
    constraint chunk_receipt_counts_check check (n_pairs >= 0 and n_matches_written >= 0)
);

create index chunk_receipt_run_idx on sereno.chunk_receipt (run_id, step_id);
