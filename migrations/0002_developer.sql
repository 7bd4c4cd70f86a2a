-- Developers, with what identifies them as persons kept apart.

create table sereno.developer (
    developer_id bigint generated always as identity primary key, -- identity
    source text not null,                               -- where the row came from: a mapping's name, `demo`
    external_ref text not null,                         -- the row's identity at its source
    status text not null,                               -- where they stand with the firm
    country text not null,                              -- ISO 3166-1 alpha-2
    tz text,                                            -- IANA time zone; null unknown
    seniority text,                                     -- band; null unknown
    years_experience_tenths smallint,                   -- tenths of years; null unknown
    english text,                                       -- CEFR level; null unknown
    available_from date,                                -- civil day; null unknown
    weekly_capacity_hours smallint,                     -- hours a week; null unknown
    rate_floor_minor bigint,                            -- minor units of rate_floor_currency; null unknown
    rate_floor_currency text,                           -- ISO 4217
    rate_floor_per text,                                -- hour, month or year
    engagement text,                                    -- how they can be engaged; null unknown
    simulated boolean not null default false,           -- true for made-up people
    content_hash bytea not null,                        -- sha-256 of everything imported, to see a row that did not change
    row_version integer not null default 1,             -- grows by one with each change
    created_at timestamptz not null default now(),      -- instant
    updated_at timestamptz not null default now(),      -- instant
    constraint developer_source_key unique (source, external_ref),
    constraint developer_status_check check (status in ('applied', 'vetting', 'bench', 'placed', 'paused', 'left')),
    constraint developer_country_check check (country ~ '^[A-Z]{2}$'),
    constraint developer_seniority_check check (seniority in ('entry', 'mid', 'senior', 'staff')),
    constraint developer_years_check check (years_experience_tenths between 0 and 700),
    constraint developer_english_check check (english in ('A1', 'A2', 'B1', 'B2', 'C1', 'C2')),
    constraint developer_capacity_check check (weekly_capacity_hours between 0 and 80),
    constraint developer_engagement_check check (engagement in ('contractor_individual', 'contractor_company', 'eor')),
    constraint developer_rate_check check (
        (rate_floor_minor is null and rate_floor_currency is null and rate_floor_per is null)
        or (rate_floor_minor >= 0 and rate_floor_currency ~ '^[A-Z]{3}$' and rate_floor_per in ('hour', 'month', 'year'))
    )
);

create table sereno.developer_pii (
    developer_id bigint primary key references sereno.developer on delete cascade, -- whose
    full_name text not null,                            -- as the person writes it, cleaned of control characters
    email text                                          -- null unknown
);

create table sereno.developer_skill (
    developer_id bigint not null references sereno.developer on delete cascade, -- whose
    skill text not null references sereno.skill on update cascade, -- slug
    level smallint not null,                            -- 1 has seen it, 5 teaches it
    years_tenths smallint,                              -- tenths of years of use; null unknown
    last_used_on date,                                  -- civil day; null unknown or still in use
    evidence text not null,                             -- how we know
    constraint developer_skill_pkey primary key (developer_id, skill),
    constraint developer_skill_level_check check (level between 1 and 5),
    constraint developer_skill_years_check check (years_tenths between 0 and 700),
    constraint developer_skill_evidence_check check (evidence in ('claimed', 'cv', 'assessed'))
);

create table sereno.vetting_result (
    developer_id bigint not null references sereno.developer on delete cascade, -- whose
    stage text not null,                                -- which stage
    held_on date not null,                              -- civil day
    outcome text not null,                              -- passed or failed
    score smallint not null,                            -- 0 to 100
    expires_on date,                                    -- first civil day it no longer counts; null never
    constraint vetting_result_pkey primary key (developer_id, stage, held_on),
    constraint vetting_result_stage_check check (stage in ('technical', 'architecture', 'code_quality')),
    constraint vetting_result_outcome_check check (outcome in ('passed', 'failed')),
    constraint vetting_result_score_check check (score between 0 and 100),
    constraint vetting_result_expiry_check check (expires_on > held_on)
);
