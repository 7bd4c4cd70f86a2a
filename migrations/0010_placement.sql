-- Where developers work or have worked for clients, where they must not, and what forbids placing
-- them at all.

create table sereno.placement (
    placement_id bigint generated always as identity primary key, -- identity
    developer_id bigint not null references sereno.developer on delete cascade, -- who works
    client_id bigint not null references sereno.client, -- for whom
    role_id bigint references sereno.role on delete set null, -- in which seat; null unknown
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    starts_on date not null,                            -- first civil day of work
    ends_on date,                                       -- first civil day they no longer work there; null no end known
    guarantee_until date not null,                      -- civil day from which the client may no longer ask for a replacement
    weekly_hours smallint not null,                     -- hours a week
    end_reason text,                                    -- why it ended or will; null when it goes on or nobody said
    created_at timestamptz not null default now(),      -- instant
    constraint placement_source_key unique (source, external_ref),
    constraint placement_period_check check (ends_on > starts_on),
    constraint placement_guarantee_check check (guarantee_until >= starts_on),
    constraint placement_hours_check check (weekly_hours between 1 and 80),
    constraint placement_end_reason_check check (
        end_reason is null
        or (ends_on is not null
            and end_reason in ('completed', 'client_cut', 'performance', 'resigned', 'better_offer'))
    )
);

create index placement_developer_idx on sereno.placement (developer_id, starts_on);
create index placement_client_idx on sereno.placement (client_id);
create index placement_role_idx on sereno.placement (role_id) where role_id is not null;

create table sereno.exclusion (
    developer_id bigint not null references sereno.developer on delete cascade, -- who
    client_id bigint not null references sereno.client on delete cascade, -- is not proposed to whom
    reason text not null,                               -- who wants it so, or what forbids it
    until date,                                         -- first civil day it no longer holds; null for good
    created_at timestamptz not null default now(),      -- instant
    constraint exclusion_pkey primary key (developer_id, client_id),
    constraint exclusion_reason_check check (reason in ('client_asked', 'developer_asked', 'non_compete', 'conflict'))
);

create index exclusion_client_idx on sereno.exclusion (client_id);

create table sereno.finding (
    finding_id bigint generated always as identity primary key, -- identity
    rule text not null,                                 -- which rule found it
    severity text not null,                             -- what it stops while it is not settled
    subject_kind text not null,                         -- what it is about
    subject_id bigint not null,                         -- identity of that
    state text not null,                                -- where it stands
    opened_on date not null,                            -- civil day it was found
    created_at timestamptz not null default now(),      -- instant
    constraint finding_rule_check check (rule <> ''),
    constraint finding_severity_check check (severity in ('block_payment', 'block_placement', 'warn', 'info')),
    constraint finding_subject_check check (subject_kind in ('developer', 'client', 'role', 'placement')),
    constraint finding_state_check check (state in ('open', 'acknowledged', 'waived', 'resolved'))
);

-- One that is not settled is found once.
create unique index finding_unsettled_key on sereno.finding (subject_kind, subject_id, rule)
where state in ('open', 'acknowledged');
