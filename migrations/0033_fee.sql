-- What contractors bill the firm, a month a row.

create table sereno.fee (
    fee_id bigint generated always as identity primary key, -- identity
    placement_id bigint not null references sereno.placement on delete cascade, -- for the work of which
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    number text not null,                               -- what the contractor calls it, cleaned of control characters
    month_on date not null,                             -- first civil day of the month it is for
    issued_on date not null,                            -- civil day
    amount_minor bigint not null,                       -- what it is about, in minor units
    currency text not null,                             -- ISO 4217
    retained_minor bigint,                              -- what is kept back for the tax office, in minor units; null unknown
    created_at timestamptz not null default now(),      -- instant
    constraint fee_source_key unique (source, external_ref),
    constraint fee_month_check check (extract(day from month_on) = 1),
    constraint fee_amount_check check (amount_minor >= 0 and retained_minor between 0 and amount_minor),
    constraint fee_currency_check check (currency ~ '^[A-Z]{3}$')
);

create index fee_placement_idx on sereno.fee (placement_id, month_on);
