-- What is known of each developer who may be proposed, packed for the night. Tables mark whose facts
-- changed; the plan of a night packs those anew. Marks are only ever added and taken away, never
-- merged: one that is written beside a plan and committed after it must survive the plan.

create table sereno.developer_feature (
    developer_id bigint primary key references sereno.developer on delete cascade, -- whose
    packed bytea not null,                              -- facts as the domain packs them, independent of any day
    packed_format smallint not null,                    -- shape of the packed facts
    made_at timestamptz not null default now()          -- instant
);

-- Packed already: compressing again costs time and saves little.
alter table sereno.developer_feature alter column packed set storage external;

create table sereno.developer_dirty (
    developer_dirty_id bigint generated always as identity primary key, -- identity
    developer_id bigint not null                        -- whose facts changed; may be gone meanwhile
);

create table sereno.evaluator_dirty (
    evaluator_dirty_id bigint generated always as identity primary key, -- identity
    evaluator_id bigint not null                        -- whose scores changed; may be gone meanwhile
);

insert into sereno.developer_dirty (developer_id)
select developer_id
from sereno.developer;

-- A load that marks everybody at its end turns the marking of each statement off for its transaction:
-- set local sereno.marks = 'off'.
create function sereno.developer_dirty_mark() returns trigger
language plpgsql as $$
begin
    insert into sereno.developer_dirty (developer_id)
    select distinct developer_id
    from changed;
    return null;
end
$$;

create function sereno.developer_dirty_mark_both() returns trigger
language plpgsql as $$
begin
    insert into sereno.developer_dirty (developer_id)
    select developer_id
    from former
    union
    select developer_id
    from changed;
    return null;
end
$$;

do $$
declare
    name text;
begin
    foreach name in array array[
        'developer', 'developer_skill', 'developer_industry', 'developer_scale', 'developer_regime',
        'vetting_result', 'scorecard_item', 'placement', 'exclusion'
    ] loop
        execute format(
            'create trigger %1$s_dirty_insert after insert on sereno.%1$s
            referencing new table as changed
            for each statement when (current_setting(''sereno.marks'', true) is distinct from ''off'')
            execute function sereno.developer_dirty_mark()', name);
        execute format(
            'create trigger %1$s_dirty_update after update on sereno.%1$s
            referencing old table as former new table as changed
            for each statement when (current_setting(''sereno.marks'', true) is distinct from ''off'')
            execute function sereno.developer_dirty_mark_both()', name);
        execute format(
            'create trigger %1$s_dirty_delete after delete on sereno.%1$s
            referencing old table as changed
            for each statement when (current_setting(''sereno.marks'', true) is distinct from ''off'')
            execute function sereno.developer_dirty_mark()', name);
    end loop;
end
$$;

-- Findings name developers among other subjects.
create function sereno.finding_dirty_mark() returns trigger
language plpgsql as $$
begin
    insert into sereno.developer_dirty (developer_id)
    select distinct subject_id
    from changed
    where subject_kind = 'developer';
    return null;
end
$$;

create trigger finding_dirty_insert after insert on sereno.finding
referencing new table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.finding_dirty_mark();

create trigger finding_dirty_before after update on sereno.finding
referencing old table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.finding_dirty_mark();

create trigger finding_dirty_after after update on sereno.finding
referencing new table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.finding_dirty_mark();

create trigger finding_dirty_delete after delete on sereno.finding
referencing old table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.finding_dirty_mark();

-- Scores that come or go move the calibration of whoever gave them.
create function sereno.evaluator_dirty_mark() returns trigger
language plpgsql as $$
begin
    insert into sereno.evaluator_dirty (evaluator_id)
    select distinct evaluator_id
    from changed
    where evaluator_id is not null;
    return null;
end
$$;

create trigger vetting_result_evaluator_insert after insert on sereno.vetting_result
referencing new table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.evaluator_dirty_mark();

create trigger vetting_result_evaluator_before after update on sereno.vetting_result
referencing old table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.evaluator_dirty_mark();

create trigger vetting_result_evaluator_after after update on sereno.vetting_result
referencing new table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.evaluator_dirty_mark();

create trigger vetting_result_evaluator_delete after delete on sereno.vetting_result
referencing old table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.evaluator_dirty_mark();

-- A question of a stage that is taken away with its stage is counted by the mark of the stage.
create function sereno.evaluator_dirty_mark_item() returns trigger
language plpgsql as $$
begin
    insert into sereno.evaluator_dirty (evaluator_id)
    select distinct evaluator_id
    from changed
    join sereno.vetting_result using (developer_id, stage, held_on)
    where evaluator_id is not null;
    return null;
end
$$;

create trigger scorecard_item_evaluator_insert after insert on sereno.scorecard_item
referencing new table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.evaluator_dirty_mark_item();

create trigger scorecard_item_evaluator_before after update on sereno.scorecard_item
referencing old table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.evaluator_dirty_mark_item();

create trigger scorecard_item_evaluator_after after update on sereno.scorecard_item
referencing new table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.evaluator_dirty_mark_item();

create trigger scorecard_item_evaluator_delete after delete on sereno.scorecard_item
referencing old table as changed
for each statement when (current_setting('sereno.marks', true) is distinct from 'off')
execute function sereno.evaluator_dirty_mark_item();
