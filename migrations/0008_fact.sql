-- What full matching knows of developers and roles beyond skills: industries, scale, regimes, and
-- how people like to work.

alter table sereno.developer
    add column methodologies text[] not null default '{}',  -- ways of running a project they know; empty unknown
    add column communication text,                          -- how they like to talk; null unknown
    add column team_size_min smallint,                      -- least people in a team they like; null unknown
    add column team_size_max smallint,                      -- most people in a team they like; null unknown
    add constraint developer_methodologies_check check (
        methodologies <@ array['scrum', 'kanban', 'shape_up', 'extreme_programming', 'waterfall']
    ),
    add constraint developer_communication_check check (communication in ('written', 'meetings', 'pairing')),
    add constraint developer_team_size_check check (
        team_size_min between 1 and 1000 and team_size_max between 1 and 1000 and team_size_min <= team_size_max
    );

create table sereno.developer_industry (
    developer_id bigint not null references sereno.developer on delete cascade, -- whose
    industry text not null,                             -- which
    years_tenths smallint not null,                     -- tenths of years in it
    constraint developer_industry_pkey primary key (developer_id, industry),
    constraint developer_industry_industry_check check (industry in (
        'advertising', 'banking', 'ecommerce', 'education', 'energy', 'fintech', 'gaming', 'government', 'health',
        'insurance', 'logistics', 'manufacturing', 'media', 'real_estate', 'retail', 'security', 'software',
        'telecom', 'travel'
    )),
    constraint developer_industry_years_check check (years_tenths between 0 and 700)
);

create table sereno.developer_scale (
    developer_id bigint not null references sereno.developer on delete cascade, -- whose
    axis text not null,                                 -- what is measured, and its unit
    amount bigint not null,                             -- the hardest they handled, in the unit of the axis
    constraint developer_scale_pkey primary key (developer_id, axis),
    constraint developer_scale_axis_check check (
        axis in ('requests_per_second', 'data_bytes', 'latency_p99_ms', 'downtime_seconds_a_year')
    ),
    constraint developer_scale_amount_check check (amount >= 0)
);

create table sereno.developer_regime (
    developer_id bigint not null references sereno.developer on delete cascade, -- whose
    regime text not null,                               -- rules on data they were attested for
    attested_on date not null,                          -- first civil day it counts
    expires_on date,                                    -- first civil day it no longer counts; null never
    constraint developer_regime_pkey primary key (developer_id, regime, attested_on),
    constraint developer_regime_regime_check check (regime in ('gdpr', 'hipaa', 'pci_dss', 'soc_2', 'lgpd')),
    constraint developer_regime_expiry_check check (expires_on > attested_on)
);

alter table sereno.role
    add column industry text,                               -- the client's, as far as this role goes; null unsaid
    add column regimes text[] not null default '{}',        -- rules on data a developer must be attested for
    add column situations text[] not null default '{}',     -- why the client hires; empty unsaid
    add column methodology text,                            -- how the team runs its work; null unsaid
    add column communication text,                          -- how the team talks; null unsaid
    add column team_size smallint,                          -- people in the team, the new one included; null unsaid
    add constraint role_industry_check check (industry in (
        'advertising', 'banking', 'ecommerce', 'education', 'energy', 'fintech', 'gaming', 'government', 'health',
        'insurance', 'logistics', 'manufacturing', 'media', 'real_estate', 'retail', 'security', 'software',
        'telecom', 'travel'
    )),
    add constraint role_regimes_check check (regimes <@ array['gdpr', 'hipaa', 'pci_dss', 'soc_2', 'lgpd']),
    add constraint role_situations_check check (situations <@ array[
        'api_development', 'database_architecture', 'scalability', 'microservices_migration', 'security_compliance',
        'integration', 'real_time'
    ]),
    add constraint role_methodology_check check (
        methodology in ('scrum', 'kanban', 'shape_up', 'extreme_programming', 'waterfall')
    ),
    add constraint role_communication_check check (communication in ('written', 'meetings', 'pairing')),
    add constraint role_team_size_check check (team_size between 1 and 1000);

create table sereno.role_scale (
    role_id bigint not null references sereno.role on delete cascade, -- whose
    axis text not null,                                 -- what is measured, and its unit
    amount bigint not null,                             -- what must be borne, in the unit of the axis
    constraint role_scale_pkey primary key (role_id, axis),
    constraint role_scale_axis_check check (
        axis in ('requests_per_second', 'data_bytes', 'latency_p99_ms', 'downtime_seconds_a_year')
    ),
    constraint role_scale_amount_check check (amount >= 0)
);
