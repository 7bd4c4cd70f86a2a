-- A score is made of eleven components and stopped by twelve filters: four values more for each
-- match, and the counts of the nights before in the places the filters now have.

alter table sereno.match
    add column value_architecture smallint not null default 0, -- 0 to 100
    add column value_scalability smallint not null default 0, -- 0 to 100
    add column value_industry smallint not null default 0, -- 0 to 100
    add column value_outcomes smallint not null default 0; -- 0 to 100

-- The next night writes them; only rows that were there before it read zero.
alter table sereno.match
    alter column value_architecture drop default,
    alter column value_scalability drop default,
    alter column value_industry drop default,
    alter column value_outcomes drop default;

-- Skills, availability, overlap, English, rate and vetting keep their places; findings, exclusion
-- and regimes stopped nobody.
update sereno.role_night
set n_blocked = n_blocked[1:6] || 0 || n_blocked[7] || 0 || n_blocked[8] || 0 || n_blocked[9],
    n_blocked_alone = n_blocked_alone[1:6] || 0 || n_blocked_alone[7] || 0 || n_blocked_alone[8]
        || 0 || n_blocked_alone[9]
where cardinality(n_blocked) = 9;
