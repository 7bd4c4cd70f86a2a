-- What was scored anew after a night's inputs were frozen. The lists follow from the inputs with
-- their patches laid over them, in order.

create table sereno.run_input_patch (
    run_id bigint not null references sereno.run on delete cascade, -- whose inputs
    no integer not null,                                -- place among the patches of the run, from 1
    developers bigint[] not null,                       -- whose facts are replaced; empty when roles are
    content bytea[] not null,                           -- facts or demands, as the domain packs inputs
    made_at timestamptz not null default now(),         -- instant
    constraint run_input_patch_pkey primary key (run_id, no),
    constraint run_input_patch_no_check check (no >= 1)
);

-- Packed already: compressing again costs time and saves little.
alter table sereno.run_input_patch alter column content set storage external;
