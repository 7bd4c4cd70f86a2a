-- What files tell of clients, of what placements pay, of what went wrong, of bills, and of who was an
-- employee of a client before; and findings of what is deleted are settled with it.

create extension if not exists btree_gist;

-- Roles and placements name a client by its name; a file of clients gives it a reference.
alter table sereno.client
    alter column external_ref drop not null,            -- null while only other files name it
    add column known_as text,                           -- its name in lower case, by which files name it; null for made-up firms
    add column status text not null default 'active',   -- where it stands with the firm
    add column tz text,                                 -- IANA time zone; null unknown
    add column payment_terms_days smallint,             -- days it has to pay a bill; null unknown
    add column regimes text[] not null default '{}',    -- regimes everybody who works for it must be attested for
    add column countries_refused text[] not null default '{}', -- countries nobody may work for it from
    add column engagements_refused text[] not null default '{}', -- ways in which nobody may be engaged for it
    add constraint client_known_key unique (source, known_as) deferrable initially immediate, -- names may be swapped
    add constraint client_status_check check (status in ('active', 'on_hold', 'left')),
    add constraint client_terms_check check (payment_terms_days between 0 and 365),
    add constraint client_regimes_check check (regimes <@ array['gdpr', 'hipaa', 'pci_dss', 'soc_2', 'lgpd']),
    add constraint client_engagements_check check (
        engagements_refused <@ array['contractor_individual', 'contractor_company', 'eor']
    );

-- Until now a name was the reference of a client that was not made up.
update sereno.client set known_as = external_ref, external_ref = null where not simulated;

alter table sereno.client
    add constraint client_named_check check (num_nonnulls(external_ref, known_as) > 0);

alter table sereno.placement_terms
    add column source text,                             -- where the row came from; null for made-up ones
    add column external_ref text,                       -- the row's identity at its source
    drop constraint placement_terms_pkey,
    add column placement_terms_id bigint generated always as identity primary key, -- identity
    add constraint placement_terms_source_key unique (source, external_ref),
    -- Checked when a statement ends, so that one may move the days of several.
    add constraint placement_terms_one_at_a_time exclude using gist (
        placement_id with =,
        daterange(starts_on, ends_on) with &&
    ) deferrable initially immediate;

create index placement_terms_placement_idx on sereno.placement_terms (placement_id);

alter table sereno.incident
    add column source text,                             -- where the row came from
    add column external_ref text,                       -- the row's identity at its source
    add constraint incident_source_key unique (source, external_ref);

alter table sereno.developer_regime
    add column external_ref text;                       -- the row's own identity; null when it came with the developer's

create index developer_regime_ref_idx on sereno.developer_regime (external_ref) where external_ref is not null;

alter table sereno.classification_answer
    add column external_ref text;                       -- the row's own identity; null when it came with the placement's

create index classification_answer_ref_idx on sereno.classification_answer (external_ref)
where external_ref is not null;

create table sereno.client_invoice (
    client_invoice_id bigint generated always as identity primary key, -- identity
    client_id bigint not null references sereno.client on delete cascade, -- who is to pay
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    number text not null,                               -- what the firm calls it, cleaned of control characters
    issued_on date not null,                            -- civil day
    amount_minor bigint not null,                       -- what it is about, in minor units
    currency text not null,                             -- ISO 4217
    due_on date not null,                               -- last civil day it can be paid in time
    paid_on date,                                       -- civil day it was paid; null unpaid
    created_at timestamptz not null default now(),      -- instant
    constraint client_invoice_source_key unique (source, external_ref),
    constraint client_invoice_number_key unique (client_id, number) deferrable initially immediate,
    constraint client_invoice_amount_check check (amount_minor >= 0),
    constraint client_invoice_currency_check check (currency ~ '^[A-Z]{3}$'),
    constraint client_invoice_due_check check (due_on >= issued_on)
);

create index client_invoice_unpaid_idx on sereno.client_invoice (client_id) where paid_on is null;

create table sereno.former_employment (
    former_employment_id bigint generated always as identity primary key, -- identity
    developer_id bigint not null references sereno.developer on delete cascade, -- who was employed
    client_id bigint not null references sereno.client on delete cascade, -- by whom
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    starts_on date not null,                            -- first civil day
    ends_on date,                                       -- first civil day they were no longer employed; null they still are
    created_at timestamptz not null default now(),      -- instant
    constraint former_employment_source_key unique (source, external_ref),
    constraint former_employment_period_check check (ends_on > starts_on)
);

create index former_employment_developer_idx on sereno.former_employment (developer_id);
create index former_employment_client_idx on sereno.former_employment (client_id);

-- No night looks at what is not there: what was found of it is settled when it goes. Who replaces all
-- there is, and turns the marks off for it, deletes what was found as well.
create function sereno.finding_settle_deleted() returns trigger
language plpgsql as $$
begin
    with settled as (
        update sereno.finding
        set state = 'resolved',
            resolved_on = current_date,
            waiver_reason = null,
            waiver_asked_by = null,
            waived_by = null,
            waived_until = null
        from gone
        where subject_kind = tg_argv[0]
          and subject_id = (to_jsonb(gone) ->> tg_argv[1])::bigint
          and state <> 'resolved'
        returning finding_id
    )
    insert into sereno.finding_event (finding_id, kind, actor, reason)
    select finding_id, 'resolved', current_user, format('the %s was deleted', tg_argv[0])
    from settled
    order by finding_id;
    return null;
end
$$;

create trigger developer_finding_delete after delete on sereno.developer
referencing old table as gone
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.finding_settle_deleted('developer', 'developer_id');

create trigger placement_finding_delete after delete on sereno.placement
referencing old table as gone
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.finding_settle_deleted('placement', 'placement_id');

create trigger client_finding_delete after delete on sereno.client
referencing old table as gone
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.finding_settle_deleted('client', 'client_id');
