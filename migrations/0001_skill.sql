-- The technologies developers know and roles ask for. The taxonomy itself (aliases, edges) is
-- config/skills.toml; this table is what rows may refer to.

create schema if not exists sereno;

create table sereno.skill (
    slug text primary key,                              -- stable key of the taxonomy, lower case
    name text not null,                                 -- as people write it
    category text not null,                             -- word of the taxonomy: language, framework, ...
    created_at timestamptz not null default now(),      -- instant
    constraint skill_slug_check check (slug = lower(slug) and slug <> '')
);
