-- Clients and the seats they ask the firm to fill.

create table sereno.client (
    client_id bigint generated always as identity primary key, -- identity
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    name text not null,                                 -- as the client writes it, cleaned of control characters
    country text,                                       -- ISO 3166-1 alpha-2; null unknown
    simulated boolean not null default false,           -- true for made-up firms
    created_at timestamptz not null default now(),      -- instant
    constraint client_source_key unique (source, external_ref),
    constraint client_country_check check (country ~ '^[A-Z]{2}$')
);

create table sereno.role (
    role_id bigint generated always as identity primary key, -- identity
    client_id bigint not null references sereno.client, -- whose
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    title text not null,                                -- as the client writes it, cleaned of control characters
    status text not null,                               -- only open roles are scored
    seniority text not null,                            -- band wanted
    headcount smallint not null default 1,              -- seats
    starts_on date not null,                            -- first civil day of the contract
    tz text not null,                                   -- IANA time zone of the team
    work_starts_at time not null,                       -- civil time in tz
    work_ends_at time not null,                         -- civil time in tz; before the start when it passes midnight
    overlap_minutes_min smallint not null,              -- minutes shared on the worst day
    english_min text not null,                          -- CEFR level
    budget_min_minor bigint,                            -- minor units of budget_currency; null unsaid
    budget_max_minor bigint,                            -- minor units of budget_currency; null unsaid
    budget_currency text,                               -- ISO 4217; null when no budget is said
    budget_per text,                                    -- hour, month or year; null when no budget is said
    engagements_allowed text[] not null default '{}',   -- empty for any
    countries_allowed text[] not null default '{}',     -- ISO 3166-1 alpha-2; empty for any
    countries_denied text[] not null default '{}',      -- ISO 3166-1 alpha-2
    weekly_hours smallint not null,                     -- hours a week
    vetting_required text not null default 'all',       -- how much vetting a proposal needs
    simulated boolean not null default false,           -- true for made-up roles
    content_hash bytea not null,                        -- sha-256 of everything imported, to see a row that did not change
    row_version integer not null default 1,             -- grows by one with each change
    created_at timestamptz not null default now(),      -- instant
    updated_at timestamptz not null default now(),      -- instant
    constraint role_source_key unique (source, external_ref),
    constraint role_status_check check (status in ('draft', 'open', 'filled', 'closed', 'on_hold')),
    constraint role_seniority_check check (seniority in ('entry', 'mid', 'senior', 'staff')),
    constraint role_headcount_check check (headcount between 1 and 1000),
    constraint role_overlap_check check (overlap_minutes_min between 0 and 1440),
    constraint role_english_check check (english_min in ('A1', 'A2', 'B1', 'B2', 'C1', 'C2')),
    constraint role_hours_check check (weekly_hours between 1 and 80),
    constraint role_vetting_check check (vetting_required in ('none', 'technical', 'all')),
    constraint role_budget_check check (
        (budget_min_minor is null and budget_max_minor is null and budget_currency is null and budget_per is null)
        or (coalesce(budget_min_minor, budget_max_minor) is not null
            and coalesce(budget_min_minor, 0) >= 0
            and coalesce(budget_max_minor, 0) >= 0
            and coalesce(budget_min_minor <= budget_max_minor, true)
            and budget_currency ~ '^[A-Z]{3}$'
            and budget_per in ('hour', 'month', 'year'))
    )
);

create index role_open_idx on sereno.role (role_id) where status = 'open';

create table sereno.role_skill (
    role_id bigint not null references sereno.role on delete cascade, -- whose
    skill text not null references sereno.skill on update cascade, -- slug
    importance text not null,                           -- must, should or nice
    level smallint not null,                            -- level wanted, 1 to 5
    constraint role_skill_pkey primary key (role_id, skill),
    constraint role_skill_importance_check check (importance in ('must', 'should', 'nice')),
    constraint role_skill_level_check check (level between 1 and 5)
);
