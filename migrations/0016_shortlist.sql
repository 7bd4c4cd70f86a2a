-- How far developers come with roles, step by step. Where somebody stands is their newest step; what
-- clients and developers answered is also how the order of the matches is judged later.

create table sereno.shortlist_step (
    role_id bigint not null references sereno.role on delete cascade, -- for which seat
    developer_id bigint not null references sereno.developer on delete cascade, -- who
    no integer not null,                                -- place among the steps of the pair, from 1
    state text not null,                                -- where it led
    reason text,                                        -- why it came to nothing; null while it did not
    note text not null default '',                      -- in people's own words
    place integer,                                      -- place on the role's list at that moment; null off the list
    score integer,                                      -- score at that moment; null off the list
    actor text not null,                                -- who: a login
    at timestamptz not null default clock_timestamp(),  -- instant
    constraint shortlist_step_pkey primary key (role_id, developer_id, no),
    constraint shortlist_step_no_check check (no >= 1),
    constraint shortlist_step_state_check check (
        state in ('proposed', 'sent', 'interview', 'offer', 'accepted', 'rejected', 'withdrawn')
    ),
    constraint shortlist_step_reason_check check (
        (reason is not null) = (state in ('rejected', 'withdrawn'))
        and reason in ('skills', 'seniority', 'industry', 'rate', 'english', 'overlap', 'availability',
            'team', 'country', 'client_choice', 'developer_choice', 'other_offer', 'no_reply',
            'role_closed', 'mistake')
    )
);

create index shortlist_step_developer_idx on sereno.shortlist_step (developer_id);

create trigger shortlist_step_refuse
before update on sereno.shortlist_step
for each statement execute function sereno.kept_row_refuse();
