-- Weeks of work as developers tell them and clients agree to them: what the rules on hours look at, and
-- what pay is worked out from, minute by minute and day by day.

create table sereno.timesheet (
    timesheet_id bigint generated always as identity primary key, -- identity
    placement_id bigint not null references sereno.placement on delete cascade, -- of which
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    starts_on date not null,                            -- first civil day it tells of
    ends_on date not null,                              -- first civil day it no longer tells of
    state text not null,                                -- where it stands
    content_hash bytea,                                 -- sha-256 of everything imported; null when it was not
    constraint timesheet_source_key unique (source, external_ref),
    constraint timesheet_placement_key unique (placement_id, starts_on) deferrable initially immediate, -- weeks may be swapped
    constraint timesheet_period_check check (ends_on > starts_on and ends_on <= starts_on + 31),
    constraint timesheet_state_check check (state in ('draft', 'submitted', 'client_ok', 'disputed', 'locked'))
);

create table sereno.timesheet_day (
    timesheet_id bigint not null references sereno.timesheet on delete cascade, -- in which
    day date not null,                                  -- civil day, one it tells of
    kind text not null,                                 -- what the time was
    minutes smallint not null,                          -- of that day
    constraint timesheet_day_pkey primary key (timesheet_id, day, kind),
    constraint timesheet_day_kind_check check (kind in ('work', 'vacation', 'sick', 'holiday', 'leave', 'unpaid')),
    constraint timesheet_day_minutes_check check (minutes between 1 and 1440)
);

create index timesheet_day_vacation_idx on sereno.timesheet_day (timesheet_id) include (minutes)
where kind = 'vacation';
