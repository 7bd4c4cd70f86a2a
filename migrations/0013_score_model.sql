-- Score models: every number a score depends on, under one name. A row never changes, so that a run
-- which names its model can be read for ever. Which model the next night uses is the newest
-- activation; going back is one more activation.

create table sereno.score_model (
    version text primary key,                           -- name of this set of numbers
    model jsonb not null,                               -- the numbers, as the domain writes them
    made_from text references sereno.score_model,       -- model it was made from; null for the house's own
    note text not null,                                 -- what it is meant to do
    made_by text not null,                              -- who: a login, `sereno`
    created_at timestamptz not null default clock_timestamp(), -- instant
    constraint score_model_version_check check (version ~ '^[a-z][a-z0-9.-]{0,39}$'),
    constraint score_model_name_check check (model ->> 'version' = version)
);

create table sereno.score_model_activation (
    score_model_activation_id bigint generated always as identity primary key, -- identity; the highest is in force
    version text not null references sereno.score_model, -- model the next night uses
    kind text not null,                                 -- how it came about
    reason text not null,                               -- why
    actor text not null,                                -- who: a login, `sereno`
    at timestamptz not null default clock_timestamp(),  -- instant
    constraint score_model_activation_kind_check check (kind in ('house', 'activate', 'rollback')),
    constraint score_model_activation_reason_check check (reason <> '')
);

create function sereno.kept_row_refuse() returns trigger
language plpgsql as $$
begin
    raise exception '% rows are never changed or deleted', tg_table_name;
end
$$;

create trigger score_model_refuse
before update or delete or truncate on sereno.score_model
for each statement execute function sereno.kept_row_refuse();

create trigger score_model_activation_refuse
before update or delete or truncate on sereno.score_model_activation
for each statement execute function sereno.kept_row_refuse();
