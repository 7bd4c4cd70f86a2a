-- Where people know better than the list: somebody is put on it in spite of filters, or kept off it.
-- Scores do not read it; what was decided stands beside the list with who and why.

create table sereno.match_override (
    match_override_id bigint generated always as identity primary key, -- identity
    role_id bigint not null references sereno.role on delete cascade, -- for which seat
    developer_id bigint not null references sereno.developer on delete cascade, -- whom
    kind text not null,                                 -- what is done
    filters text[] not null default '{}',               -- filters that stopped somebody who is put on, when it was decided
    score integer,                                      -- their score without them, when it was decided; null when kept off
    reason text not null,                               -- why
    actor text not null,                                -- who: a login
    made_at timestamptz not null default clock_timestamp(), -- instant
    ended_at timestamptz,                               -- instant it was taken back; null while in force
    end_reason text,                                    -- why it was taken back
    end_actor text,                                     -- who took it back: a login
    constraint match_override_kind_check check (kind in ('put_on', 'keep_off')),
    constraint match_override_reason_check check (reason <> ''),
    constraint match_override_score_check check ((score is not null) = (kind = 'put_on')),
    constraint match_override_end_check check (
        (ended_at is null and end_reason is null and end_actor is null)
        or (ended_at is not null and end_reason <> '' and end_actor is not null)
    )
);

-- One decision for a pair at a time.
create unique index match_override_in_force_key on sereno.match_override (role_id, developer_id)
where ended_at is null;
create index match_override_developer_idx on sereno.match_override (developer_id);
