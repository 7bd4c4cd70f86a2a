-- Who people are is sealed, each person with a key of their own: with the key gone, so is what it
-- sealed, also in copies of the database made without the table of keys. The keys are locked with one
-- that is no part of the database.

create table sereno.vault (
    only_one boolean primary key default true,          -- there is one row
    fingerprint bytea not null,                         -- tells the key that locks the others from any other key
    created_at timestamptz not null default now(),      -- instant
    constraint vault_only_one_check check (only_one),
    constraint vault_fingerprint_check check (length(fingerprint) = 32)
);

create table sereno.person_key (
    developer_id bigint primary key references sereno.developer on delete cascade, -- whose
    sealed bytea not null                               -- the key, locked
);

-- What stood here in the clear waits for a program that has the key: it seals it and empties these.
alter table sereno.developer_pii rename to developer_pii_clear;
alter table sereno.developer_pii_clear rename constraint developer_pii_pkey to developer_pii_clear_pkey;
alter table sereno.developer_pii_clear
    rename constraint developer_pii_developer_id_fkey to developer_pii_clear_developer_id_fkey;
alter table sereno.document_pii rename to document_pii_clear;
alter table sereno.document_pii_clear rename constraint document_pii_pkey to document_pii_clear_pkey;
alter table sereno.document_pii_clear
    rename constraint document_pii_document_id_fkey to document_pii_clear_document_id_fkey;
drop index sereno.document_pii_number_idx;

create table sereno.developer_pii (
    developer_id bigint primary key references sereno.developer on delete cascade, -- whose
    sealed bytea not null                               -- name and e-mail address
);

create table sereno.document_pii (
    document_id bigint primary key references sereno.document on delete cascade, -- on which
    sealed bytea not null,                              -- the number, without what is written between its characters
    mark bytea not null                                 -- the same for the same number of one kind; says nothing else of it
);

create index document_pii_mark_idx on sereno.document_pii (mark);

-- Who looked at whom. Rows are added and never touched again.
create table sereno.personal_access (
    personal_access_id bigint generated always as identity primary key, -- identity
    at timestamptz not null default clock_timestamp(),  -- instant
    actor text not null,                                -- who: a login
    db_role text not null default session_user,         -- as whom the database knows them
    place text not null,                                -- where: a screen or a command
    developer_ids bigint[] not null                     -- whose names were read
);

create index personal_access_developer_idx on sereno.personal_access using gin (developer_ids);

create trigger personal_access_refuse
before update or delete or truncate on sereno.personal_access
for each statement execute function sereno.kept_row_refuse();

-- The only way to names: whoever may call it but not read the tables leaves a trace each time.
create function sereno.person_read(reader text, place text, wanted bigint[])
returns table (developer_id bigint, sealed_key bytea, sealed bytea)
language sql security definer set search_path = '' as $$
    with seen as (
        insert into sereno.personal_access (actor, place, developer_ids)
        select reader, place, array_agg(pii.developer_id order by pii.developer_id)
        from sereno.developer_pii as pii
        where pii.developer_id = any(wanted)
        having count(*) > 0
    )
    select pii.developer_id, person_key.sealed, pii.sealed
    from sereno.developer_pii as pii
    join sereno.person_key using (developer_id)
    where pii.developer_id = any(wanted)
$$;

revoke execute on function sereno.person_read from public;

-- What changed of a person, which papers signed before may not know.
create table sereno.developer_change (
    developer_change_id bigint generated always as identity primary key, -- identity
    developer_id bigint not null references sereno.developer on delete cascade, -- of whom
    what text not null,                                 -- what is another
    changed_on date not null,                           -- civil day it was known
    constraint developer_change_what_check check (what in ('name', 'country'))
);

create index developer_change_developer_idx on sereno.developer_change (developer_id, changed_on);

create function sereno.developer_country_note() returns trigger
language plpgsql as $$
begin
    insert into sereno.developer_change (developer_id, what, changed_on)
    values (new.developer_id, 'country', (now() at time zone 'utc')::date);
    return null;
end
$$;

create trigger developer_country_note
after update of country on sereno.developer
for each row when (old.country <> new.country)
execute function sereno.developer_country_note();

-- Erasure: asked for, due, carried out by a second person.
alter table sereno.developer
    drop constraint developer_status_check,
    add constraint developer_status_check check (
        status in ('applied', 'vetting', 'bench', 'placed', 'paused', 'left', 'erased')
    );

create table sereno.erasure_request (
    erasure_request_id bigint generated always as identity primary key, -- identity
    developer_id bigint not null references sereno.developer on delete cascade, -- whose data
    asked_on date not null,                             -- civil day they asked
    due_on date not null,                               -- civil day by which it is to be done
    state text not null default 'open',                 -- where it stands
    entered_by text not null,                           -- who took it in: a login
    entered_at timestamptz not null default clock_timestamp(), -- instant
    reason text not null,                               -- what they asked for, or how it was made known
    decided_by text,                                    -- who carried it out or refused it: another login
    decided_at timestamptz,                             -- instant
    decision_reason text,                               -- why so
    constraint erasure_request_state_check check (state in ('open', 'done', 'refused')),
    constraint erasure_request_due_check check (due_on >= asked_on),
    constraint erasure_request_four_eyes_check check (decided_by <> entered_by),
    constraint erasure_request_decided_check check (
        (state = 'open') = (decided_by is null)
        and (decided_by is null) = (decided_at is null)
        and (decided_by is null) = (decision_reason is null)
    )
);

create unique index erasure_request_open_key on sereno.erasure_request (developer_id) where state = 'open';

create table sereno.retention_hold (
    retention_hold_id bigint generated always as identity primary key, -- identity
    developer_id bigint not null references sereno.developer on delete cascade, -- whose data must stay
    until date not null,                                -- first civil day it need not
    reason text not null,                               -- what asks for it
    made_by text not null,                              -- who: a login
    made_at timestamptz not null default clock_timestamp() -- instant
);

create index retention_hold_developer_idx on sereno.retention_hold (developer_id, until);

-- References of people who were erased, so that no file brings them back; none can be read from it.
create table sereno.erased_reference (
    mark bytea primary key,                             -- the same for the same reference of one source
    developer_id bigint not null references sereno.developer on delete cascade -- what is left of them
);

-- What people wrote about a placement is looked through every night.
create index incident_placement_idx on sereno.incident (placement_id);
