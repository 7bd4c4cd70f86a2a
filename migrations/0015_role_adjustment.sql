-- What the firm set on roles over what their clients wrote: tried as a what-if, saved with a reason,
-- and taken back without touching the client's own words. Those in force are applied in order.

create table sereno.role_adjustment (
    role_adjustment_id bigint generated always as identity primary key, -- identity; also the order
    role_id bigint not null references sereno.role on delete cascade, -- on which role
    settings text[] not null,                           -- what is set, as `sereno what-if` takes it
    reason text not null,                               -- why
    actor text not null,                                -- who: a login
    made_at timestamptz not null default clock_timestamp(), -- instant
    ended_at timestamptz,                               -- instant it was taken back; null while in force
    end_reason text,                                    -- why it was taken back
    end_actor text,                                     -- who took it back: a login
    constraint role_adjustment_settings_check check (cardinality(settings) > 0),
    constraint role_adjustment_reason_check check (reason <> ''),
    constraint role_adjustment_end_check check (
        (ended_at is null and end_reason is null and end_actor is null)
        or (ended_at is not null and end_reason <> '' and end_actor is not null)
    )
);

create index role_adjustment_in_force_idx on sereno.role_adjustment (role_id) where ended_at is null;
