-- Finding by what a person knows: a role, an error, a worker, a date.

alter table sereno.chunk
add column first_role_id bigint,                        -- first of the roles it works on; null when it is about all
add column last_role_id bigint,                         -- last of them
add constraint chunk_roles_check check (
    (first_role_id is null) = (last_role_id is null) and first_role_id <= last_role_id
);

create index chunk_roles_idx on sereno.chunk using gist (int8range(first_role_id, last_role_id, '[]'))
where first_role_id is not null;
create index attempt_worker_idx on sereno.attempt (worker_id, attempt_id desc);
create index audit_event_subject_idx on sereno.audit_event using gin (string_to_array(subject, ' '));
create index audit_event_at_idx on sereno.audit_event (at);
