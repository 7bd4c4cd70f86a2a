-- What pay is worked out from beside terms and timesheets: dated exchange rates, what is paid or taken
-- once, accounts, and what an employer of record says it paid.

alter table sereno.placement_terms
    add column proration text not null default 'calendar', -- days a part of a month is counted in
    add column fx_source text,                          -- whose rates convert it; null the calendar's
    add constraint placement_terms_proration_check check (proration in ('calendar', 'working')),
    add constraint placement_terms_fx_source_check check (fx_source <> '');

create table sereno.fx_rate (
    base text not null,                                 -- ISO 4217: of which one unit
    quote text not null,                                -- ISO 4217: is worth so many units of this
    day date not null,                                  -- civil day it was published for
    source text not null,                               -- who published it
    rate numeric(24, 12) not null,                      -- units of quote for one of base
    constraint fx_rate_pkey primary key (base, quote, source, day),
    constraint fx_rate_currency_check check (base ~ '^[A-Z]{3}$' and quote ~ '^[A-Z]{3}$' and base <> quote),
    constraint fx_rate_rate_check check (rate > 0),
    constraint fx_rate_source_check check (source <> '')
);

create table sereno.pay_extra (
    pay_extra_id bigint generated always as identity primary key, -- identity
    placement_id bigint not null references sereno.placement on delete cascade, -- in which
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    kind text not null,                                 -- what it is
    day date not null,                                  -- civil day: paid with the period it lies in
    amount_minor bigint not null,                       -- in minor units, above zero
    currency text not null,                             -- ISO 4217
    is_billed boolean not null default false,           -- whether the client is billed the same
    created_at timestamptz not null default now(),      -- instant
    constraint pay_extra_source_key unique (source, external_ref),
    constraint pay_extra_kind_check check (kind in ('bonus', 'reimbursement', 'advance')),
    constraint pay_extra_amount_check check (amount_minor > 0),
    constraint pay_extra_currency_check check (currency ~ '^[A-Z]{3}$'),
    constraint pay_extra_billed_check check (not (is_billed and kind = 'advance'))
);

create index pay_extra_placement_idx on sereno.pay_extra (placement_id, day);

-- To where somebody is paid. The number is sealed with the person's key; the mark tells one account
-- from another.
create table sereno.bank_account (
    bank_account_id bigint generated always as identity primary key, -- identity
    developer_id bigint not null references sereno.developer on delete cascade, -- whose
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    currency text not null,                             -- ISO 4217: of what is paid to it
    country text not null,                              -- ISO 3166-1: of the bank
    bic text,                                           -- of the bank, ISO 9362; null unknown
    sealed bytea not null,                              -- number, or IBAN, and holder
    mark bytea not null,                                -- the same for the same number; says nothing else of it
    starts_on date not null,                            -- first civil day it is paid to
    verified_by text,                                   -- who made sure it is theirs: a login; null nobody
    created_at timestamptz not null default now(),      -- instant
    constraint bank_account_source_key unique (source, external_ref),
    constraint bank_account_day_key unique (developer_id, starts_on) deferrable initially immediate, -- days may be swapped
    constraint bank_account_currency_check check (currency ~ '^[A-Z]{3}$'),
    constraint bank_account_country_check check (country ~ '^[A-Z]{2}$'),
    constraint bank_account_bic_check check (bic ~ '^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$')
);

create index bank_account_mark_idx on sereno.bank_account (mark);

-- What whoever paid says they paid for a month: to be held against what was worked out.
create table sereno.pay_statement (
    pay_statement_id bigint generated always as identity primary key, -- identity
    placement_id bigint not null references sereno.placement on delete cascade, -- for the work of which
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    month_on date not null,                             -- first civil day of the month it is for
    gross_minor bigint not null,                        -- before anything is kept back, in minor units
    net_minor bigint,                                   -- what reached the person, in minor units; null unknown
    currency text not null,                             -- ISO 4217
    created_at timestamptz not null default now(),      -- instant
    constraint pay_statement_source_key unique (source, external_ref),
    constraint pay_statement_month_key unique (placement_id, month_on) deferrable initially immediate, -- months may be swapped
    constraint pay_statement_month_check check (extract(day from month_on) = 1),
    constraint pay_statement_currency_check check (currency ~ '^[A-Z]{3}$')
);
