-- The clock: what each schedule was to fire, and what came of it.

create table sereno.schedule (
    name text primary key,                              -- as the settings call it
    since date not null,                                -- first business date it answers for
    paused_at timestamptz,                              -- instant it was paused; null while it is not
    paused_by text not null default '',                 -- who: a login
    pause_reason text not null default '',              -- why
    resumes_at timestamptz,                             -- instant it goes on by itself; null when somebody must say
    constraint schedule_pause_check check (paused_at is not null or resumes_at is null)
);

create table sereno.schedule_firing (
    schedule text not null references sereno.schedule on delete cascade, -- whose
    business_date date not null,                        -- civil day of the run
    due_at timestamptz not null,                        -- instant it was due
    state text not null,                                -- what came of it
    reason text,                                        -- why it was missed
    run_id bigint references sereno.run on delete set null, -- the run that was started, or was there
    decided_at timestamptz not null default clock_timestamp(), -- instant it was written down
    decided_by text not null,                           -- the worker, or the login that said so
    constraint schedule_firing_pkey primary key (schedule, business_date),
    constraint schedule_firing_state_check check (state in ('due', 'started', 'missed', 'asked')),
    constraint schedule_firing_reason_check check ((state = 'missed') = (reason is not null))
);

create index schedule_firing_due_idx on sereno.schedule_firing (schedule, business_date) where state = 'due';
