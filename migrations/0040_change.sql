-- Whoever looks at a screen is told that something changed, in place of asking all the time. Only what
-- happens rarely tells by itself: a commit that tells waits for every other that does, so that a worker
-- tells of its chunks at most a few times a second, outside their transactions.

create function sereno.change_tell() returns trigger
language plpgsql as $$
begin
    perform pg_notify('sereno_changed', '');
    return null;
end
$$;

create trigger run_change_insert after insert on sereno.run
for each row execute function sereno.change_tell();

create trigger run_change_update after update on sereno.run
for each row when (old.* is distinct from new.*) execute function sereno.change_tell();

create trigger worker_change_insert after insert on sereno.worker
for each row execute function sereno.change_tell();

create trigger worker_change_update after update on sereno.worker
for each row when (old.* is distinct from new.*) execute function sereno.change_tell();

create trigger payroll_run_change after update on sereno.payroll_run
for each row when (old.* is distinct from new.*) execute function sereno.change_tell();

create trigger audit_event_change after insert on sereno.audit_event
for each statement execute function sereno.change_tell();
