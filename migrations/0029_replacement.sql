-- Placements that may fail within their guarantee: a case stays open until the placement recovers,
-- ends or outlives its guarantee, or somebody says what came of it. The role is scored meanwhile.

create table sereno.replacement_case (
    replacement_case_id bigint generated always as identity primary key, -- identity
    placement_id bigint not null references sereno.placement on delete cascade, -- which may fail
    state text not null default 'open',                 -- where it stands
    opened_on date not null,                            -- business date that found it at risk
    closed_on date,                                     -- civil day it was closed; null open
    run_id bigint references sereno.run on delete set null, -- night that opened it
    replaced_by bigint references sereno.placement on delete set null, -- the placement that took its place; null none
    closed_by text,                                     -- who: a login; null when a night closed it
    close_reason text,                                  -- why, as the person says; null when a night closed it
    constraint replacement_case_state_check check (
        state in ('open', 'recovered', 'lapsed', 'ended', 'replaced', 'dismissed')
    ),
    constraint replacement_case_closed_check check (
        (state = 'open') = (closed_on is null)
        and (closed_by is null) = (close_reason is null)
        and (state in ('replaced', 'dismissed')) = (closed_by is not null)
        and (replaced_by is null or state = 'replaced')
    )
);

create unique index replacement_case_open_key on sereno.replacement_case (placement_id) where state = 'open';
create index replacement_case_placement_idx on sereno.replacement_case (placement_id, replacement_case_id desc);
