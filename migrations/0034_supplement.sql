-- What employees are paid beside their pay: premiums, and instalments of a thirteenth salary.

create table sereno.supplement (
    supplement_id bigint generated always as identity primary key, -- identity
    placement_id bigint not null references sereno.placement on delete cascade, -- in which
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    kind text not null,                                 -- what for
    day date not null,                                  -- Monday of the week of overtime, the holiday, the day an instalment is due by law
    premium_bp integer,                                 -- above the pay, in basis points; null for instalments
    created_at timestamptz not null default now(),      -- instant
    constraint supplement_source_key unique (source, external_ref),
    constraint supplement_kind_check check (kind in ('overtime', 'holiday', 'thirteenth')),
    constraint supplement_premium_check check (
        premium_bp between 0 and 30000 and (premium_bp is null) = (kind = 'thirteenth')
    )
);

create index supplement_placement_idx on sereno.supplement (placement_id, day);
