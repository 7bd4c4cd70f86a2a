-- Runs that change no list: dry runs, and runs for dates that later ones have gone by.

alter table sereno.run
add column applies boolean not null default true,       -- its lists take the place of those there are
add column commits_run_id bigint references sereno.run, -- the dry run whose plan it carries out
add constraint run_scope_check check (scope in ('all', 'dry-run')),
add constraint run_applies_check check (scope = 'all' or not applies);

create index run_date_idx on sereno.run (pipeline, business_date desc, revision desc);

create table sereno.backfill (
    backfill_id bigint generated always as identity primary key, -- identity
    pipeline text not null,                             -- which graph of jobs
    first_date date not null,                           -- first civil day
    last_date date not null,                            -- last one
    mode text not null,                                 -- which of those days
    newest_first boolean not null,                      -- in which order
    asked_by text not null,                             -- who: a login
    reason text not null,                               -- why
    asked_at timestamptz not null default clock_timestamp(), -- instant
    stopped_at timestamptz,                             -- instant somebody stopped it; null while it goes on
    constraint backfill_mode_check check (mode in ('missing', 'missing-and-failed', 'all')),
    constraint backfill_dates_check check (first_date <= last_date)
);

create table sereno.backfill_date (
    backfill_id bigint not null references sereno.backfill on delete cascade, -- whose
    business_date date not null,                        -- civil day
    run_id bigint references sereno.run on delete set null, -- its run; null until it is planned
    error text,                                         -- why its run could not be planned
    constraint backfill_date_pkey primary key (backfill_id, business_date)
);

create index backfill_date_due_idx on sereno.backfill_date (backfill_id) where run_id is null and error is null;
