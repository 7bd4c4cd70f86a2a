-- What the night found. No rank is stored (it is the order) and no document (it is recomputed from
-- the frozen inputs), so a night that changes little writes little.

create table sereno.match (
    role_id bigint not null references sereno.role on delete cascade, -- for which seat
    developer_id bigint not null references sereno.developer on delete cascade, -- who
    score integer not null,                             -- 0 to 1,000,000: the sum of weight in basis points times value
    value_tech_stack smallint not null,                 -- 0 to 100
    value_vetting smallint not null,                    -- 0 to 100
    value_team smallint not null,                       -- 0 to 100
    value_rate smallint not null,                       -- 0 to 100
    value_seniority smallint not null,                  -- 0 to 100
    value_overlap smallint not null,                    -- 0 to 100
    value_availability smallint not null,               -- 0 to 100
    confidence smallint not null,                       -- share of the weight that rests on known facts, 0 to 100
    score_before integer,                               -- score before the last change; null when it came onto the list
    since_run_id bigint not null references sereno.run, -- run that last changed the row
    constraint match_pkey primary key (role_id, developer_id),
    constraint match_score_check check (score between 0 and 1000000),
    constraint match_confidence_check check (confidence between 0 and 100)
);

create index match_developer_idx on sereno.match (developer_id, score desc);

create table sereno.role_night (
    run_id bigint not null references sereno.run on delete cascade, -- which night
    role_id bigint not null references sereno.role on delete cascade, -- which seat
    token bigint not null,                              -- fence of the attempt that wrote it
    n_qualified integer not null,                       -- developers who pass every filter
    n_blocked integer[] not null,                       -- developers stopped by each filter, in the filters' order
    n_blocked_alone integer[] not null,                 -- developers stopped by that filter and no other
    n_entered integer not null,                         -- came onto the list
    n_left integer not null,                            -- left the list
    n_rescored integer not null,                        -- stayed with another score
    best_changed boolean not null,                      -- the first place changed
    shortlist_hash bytea not null,                      -- sha-256 of the list: developers, scores and values in order
    constraint role_night_pkey primary key (run_id, role_id)
);

create index role_night_role_idx on sereno.role_night (role_id, run_id desc);

create table sereno.digest (
    run_id bigint primary key references sereno.run on delete cascade, -- which night
    token bigint not null,                              -- fence of the attempt that wrote it
    n_roles integer not null,                           -- open roles scored
    n_developers integer not null,                      -- developers scored
    n_roles_changed integer not null,                   -- roles whose list changed in any way
    n_roles_new_best integer not null,                  -- roles whose first place changed
    n_roles_empty integer not null,                     -- roles for which nobody qualifies
    n_entered integer not null,                         -- developers who came onto a list
    n_left integer not null,                            -- developers who left a list
    n_rescored integer not null,                        -- listed developers whose score changed
    night_hash bytea not null                           -- sha-256 over the hashes of all lists, by role
);
