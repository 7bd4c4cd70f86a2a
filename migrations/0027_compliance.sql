-- What the nightly checks look at, the life of what they find, and how placements go. The rows of the
-- rules are in config/rules/, part of the program.

alter table sereno.client
    add column background_check_wanted boolean not null default false; -- whether it wants everybody's past checked

alter table sereno.placement
    add column engagement text,                         -- how the developer is engaged for it; null as the developer is
    add column regimes text[] not null default '{}',    -- rules on data the client asks an attestation for
    add column content_hash bytea,                      -- sha-256 of everything imported; null when it was not
    add constraint placement_engagement_check check (
        engagement in ('contractor_individual', 'contractor_company', 'eor')
    ),
    add constraint placement_regimes_check check (regimes <@ array['gdpr', 'hipaa', 'pci_dss', 'soc_2', 'lgpd']);

create index placement_running_idx on sereno.placement (placement_id) where ends_on is null;

create table sereno.placement_terms (
    placement_id bigint not null references sereno.placement on delete cascade, -- of which
    starts_on date not null,                            -- first civil day they hold
    ends_on date,                                       -- first civil day they no longer hold; null when no end is known
    pay_minor bigint not null,                          -- what the developer is paid, in minor units
    pay_currency text not null,                         -- ISO 4217
    bill_minor bigint not null,                         -- what the client is billed, in minor units
    bill_currency text not null,                        -- ISO 4217
    per text not null,                                  -- hour, month or year, for both
    constraint placement_terms_pkey primary key (placement_id, starts_on),
    constraint placement_terms_period_check check (ends_on > starts_on),
    constraint placement_terms_amount_check check (pay_minor >= 0 and bill_minor >= 0),
    constraint placement_terms_currency_check check (
        pay_currency ~ '^[A-Z]{3}$' and bill_currency ~ '^[A-Z]{3}$'
    ),
    constraint placement_terms_per_check check (per in ('hour', 'month', 'year'))
);

create table sereno.document (
    document_id bigint generated always as identity primary key, -- identity
    developer_id bigint references sereno.developer on delete cascade, -- whose, when a developer's
    placement_id bigint references sereno.placement on delete cascade, -- of which, when a placement's
    client_id bigint references sereno.client on delete cascade, -- whose, when a client's
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    kind text not null,                                 -- what it is
    state text not null,                                -- where it stands
    issued_on date,                                     -- first civil day it counts; null unknown
    expires_on date,                                    -- first civil day it no longer counts; null never
    handed_in_by text,                                  -- who: a login or a reference; null unknown
    verified_by text,                                   -- who found it right: a login; null nobody
    number_kind text,                                   -- kind of the tax number on it; null none
    number_flaw text,                                   -- what is wrong with that number; null nothing
    created_at timestamptz not null default now(),      -- instant
    constraint document_source_key unique (source, external_ref),
    constraint document_owner_check check (num_nonnulls(developer_id, placement_id, client_id) = 1),
    constraint document_kind_check check (kind in (
        'identity', 'tax_number', 'company_registration', 'w8ben', 'w8ben_e', 'contract', 'ip_assignment', 'nda',
        'background_check', 'consent', 'social_security', 'retention_suspension', 'staff_registration',
        'master_agreement'
    )),
    constraint document_state_check check (state in ('requested', 'received', 'verified', 'rejected', 'superseded')),
    constraint document_period_check check (expires_on > issued_on),
    constraint document_number_kind_check check (number_kind in (
        'cuit', 'cpf', 'cnpj', 'rut_cl', 'nit', 'cedula', 'curp', 'rfc', 'ruc', 'rut_uy'
    )),
    constraint document_number_flaw_check check (
        number_flaw in ('length', 'shape', 'check_digit', 'repeated', 'too_early')
        and (number_flaw is null or number_kind is not null)
    )
);

create index document_developer_idx on sereno.document (developer_id) where developer_id is not null;
create index document_placement_idx on sereno.document (placement_id) where placement_id is not null;
create index document_client_idx on sereno.document (client_id) where client_id is not null;

-- The numbers themselves, apart: the rules are told what is wrong with one, and who shares it.
create table sereno.document_pii (
    document_id bigint primary key references sereno.document on delete cascade, -- on which
    number text not null                                -- without what is written between its characters
);

create index document_pii_number_idx on sereno.document_pii (number);

create table sereno.classification_answer (
    placement_id bigint not null references sereno.placement on delete cascade, -- about which
    factor text not null,                               -- about what
    observed text not null,                             -- how it is known
    applies boolean not null,                           -- whether it is so
    answered_on date not null,                          -- civil day
    constraint classification_answer_pkey primary key (placement_id, factor, observed),
    constraint classification_answer_factor_check check (factor in (
        'fixed_schedule', 'exclusivity', 'direct_supervision', 'client_equipment', 'benefits', 'integrated',
        'no_substitution', 'fixed_pay', 'discipline', 'signs_for_client', 'personal', 'not_occasional', 'paid',
        'subordinated'
    )),
    constraint classification_answer_observed_check check (observed in ('declared', 'measured'))
);

create table sereno.checkin (
    placement_id bigint not null references sereno.placement on delete cascade, -- of which
    week_on date not null,                              -- Monday of the week it is about
    voice text not null,                                -- who says so
    satisfaction smallint,                              -- 1 to 5; null not said
    delivery smallint,                                  -- 1 to 5; null not said
    wellbeing smallint,                                 -- 1 to 5; null not said
    communication smallint,                             -- 1 to 5; null not said
    timesheet_in_time boolean,                          -- null not said
    paid_in_time boolean,                               -- null not said
    constraint checkin_pkey primary key (placement_id, week_on, voice),
    constraint checkin_week_check check (extract(isodow from week_on) = 1),
    constraint checkin_voice_check check (voice in ('client', 'developer', 'firm')),
    constraint checkin_marks_check check (
        satisfaction between 1 and 5 and delivery between 1 and 5 and wellbeing between 1 and 5
        and communication between 1 and 5
    )
);

create table sereno.incident (
    incident_id bigint generated always as identity primary key, -- identity
    placement_id bigint not null references sereno.placement on delete cascade, -- in which
    severity text not null,                             -- how bad
    opened_on date not null,                            -- civil day
    closed_on date,                                     -- civil day it was settled; null open
    says text not null,                                 -- what happened, cleaned of control characters
    constraint incident_severity_check check (severity in ('minor', 'major', 'critical')),
    constraint incident_period_check check (closed_on >= opened_on)
);

create index incident_open_idx on sereno.incident (placement_id) where closed_on is null;

create table sereno.placement_health (
    placement_id bigint primary key references sereno.placement on delete cascade, -- of which
    points smallint not null,                           -- 0 to 10,000
    confidence smallint not null,                       -- 0 to 10,000: how much of it somebody said
    band text not null,                                 -- how it stands
    since_on date not null,                             -- civil day it came into the band
    drivers jsonb not null,                             -- points and confidence by driver
    alarms text[] not null,                             -- what does not wait
    run_id bigint references sereno.run on delete set null, -- night that last changed the row
    constraint placement_health_points_check check (points between 0 and 10000 and confidence between 0 and 10000),
    constraint placement_health_band_check check (band in ('stable', 'watch', 'at_risk', 'critical'))
);

create index placement_health_band_idx on sereno.placement_health (band, placement_id);

-- Findings get a life: one row for each thing that can be amiss, however often it comes and goes.
drop index sereno.finding_unsettled_key;

alter table sereno.finding
    drop constraint finding_subject_check,
    add constraint finding_subject_check check (subject_kind in ('developer', 'client', 'role', 'placement')),
    add column detail text not null default '',         -- what of the subject, where a rule can find several
    add column rule_version smallint not null default 1, -- version of the rule that found it last
    add column severity_due text,                       -- what it stops once it is due
    add column grace_days smallint not null default 0,  -- days from its opening until it is due
    add column fixed_due_on date,                       -- civil day the rule says it is due on; null to count days
    add column due_on date,                             -- civil day from which it stops what it stops
    add column says text not null default '',           -- what is wrong, without anybody's name
    add column evidence jsonb not null default '{}',    -- what it was decided on
    add column resolved_on date,                        -- business date that found it no longer; null unsettled
    add column waiver_reason text,                      -- why it may be let be
    add column waiver_asked_by text,                    -- who asks for that: a login
    add column waived_by text,                          -- who agreed: another login
    add column waived_until date,                       -- first civil day it is no longer let be
    add constraint finding_severity_due_check check (severity_due in ('block_payment', 'block_placement', 'warn', 'info')),
    add constraint finding_four_eyes_check check (waived_by <> waiver_asked_by),
    add constraint finding_waived_check check (
        state <> 'waived' or (waived_by is not null and waiver_asked_by is not null and waived_until is not null)
    );

update sereno.finding set severity_due = severity, due_on = opened_on;

alter table sereno.finding
    alter column severity_due set not null,
    alter column due_on set not null,
    add constraint finding_key unique (subject_kind, subject_id, rule, detail);

create index finding_unsettled_idx on sereno.finding (due_on, finding_id) where state <> 'resolved';

create table sereno.finding_event (
    finding_event_id bigint generated always as identity primary key, -- identity
    finding_id bigint not null references sereno.finding on delete cascade, -- of which
    kind text not null,                                 -- what happened
    business_date date,                                 -- of the night that saw it; null when a person did it
    run_id bigint references sereno.run on delete set null, -- which night; null when a person did it
    actor text,                                         -- who: a login; null when a night did it
    reason text not null default '',                    -- why, as the person says
    at timestamptz not null default clock_timestamp(),  -- instant
    constraint finding_event_kind_check check (kind in (
        'opened', 'reopened', 'due', 'changed', 'resolved', 'waiver_ended', 'acknowledged', 'waiver_asked', 'waived'
    )),
    constraint finding_event_who_check check ((actor is null) = (business_date is not null))
);

create index finding_event_finding_idx on sereno.finding_event (finding_id, finding_event_id);

-- What is found of a placement stops its developer as well.
create or replace function sereno.finding_dirty_mark() returns trigger
language plpgsql as $$
begin
    insert into sereno.developer_dirty (developer_id)
    select subject_id
    from changed
    where subject_kind = 'developer'
    union
    select placement.developer_id
    from changed
    join sereno.placement on subject_kind = 'placement' and placement_id = subject_id;
    return null;
end
$$;

-- The two steps of the night that look.
alter table sereno.step
drop constraint step_kind_check,
add constraint step_kind_check check (kind in ('score', 'rescore', 'digest', 'compliance', 'health'));

alter table sereno.queue_pause
drop constraint queue_pause_kind_check,
add constraint queue_pause_kind_check check (kind in ('score', 'rescore', 'digest', 'compliance', 'health'));
