-- Who did what and why. Rows are added and never touched again.

create table sereno.audit_event (
    audit_event_id bigint generated always as identity primary key, -- identity
    at timestamptz not null default clock_timestamp(),  -- instant
    actor text not null,                                -- who: a login, `worker`
    action text not null,                               -- what: `import`, `run.start`, `run.revise`
    subject text not null,                              -- to what: `run:17`, `source:demo`
    reason text not null default '',                    -- why, where a reason is asked for
    detail jsonb not null default '{}'                  -- counts and settings; never names or pay
);

create function sereno.audit_event_refuse() returns trigger
language plpgsql as $$
begin
    raise exception 'audit_event rows are never changed or deleted';
end
$$;

create trigger audit_event_refuse
before update or delete or truncate on sereno.audit_event
for each statement execute function sereno.audit_event_refuse();
