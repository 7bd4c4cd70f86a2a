-- A night over more developers than are scored in one go: each shard of them is scored against every
-- role by itself, and what each found is put together.

alter table sereno.step
drop constraint step_kind_check,
add constraint step_kind_check check (kind in ('score', 'rescore', 'digest'));

create table sereno.shard_result (
    run_id bigint not null references sereno.run on delete cascade, -- which night
    shard integer not null,                             -- which shard of its developers, from 0
    first_role integer not null,                        -- place of the first role among those of the run
    token bigint not null,                              -- fence of the attempt that wrote it
    content bytea not null,                             -- what was found for a slice of the roles, as the domain packs it
    constraint shard_result_pkey primary key (run_id, first_role, shard)
);

-- Packed already: compressing again costs time and saves little.
alter table sereno.shard_result alter column content set storage external;
