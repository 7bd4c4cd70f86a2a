-- What people are told without asking: raised once, delivered once by each way there is.

create table sereno.alert (
    alert_id bigint generated always as identity primary key, -- identity
    subject text not null,                              -- what was looked at, as `sereno check` names it
    level text not null,                                -- how bad it is
    words text not null,                                -- what was found when it was last looked at
    raised_at timestamptz not null default clock_timestamp(), -- instant
    resolved_at timestamptz,                            -- instant it was no longer so; null while it is
    constraint alert_level_check check (level in ('warning', 'critical'))
);

create unique index alert_open_key on sereno.alert (subject, level) where resolved_at is null;

create table sereno.alert_delivery (
    alert_id bigint not null references sereno.alert on delete cascade, -- what is told
    channel text not null,                              -- by which way
    state text not null default 'pending',              -- where it stands
    n_tries smallint not null default 0,                -- tries so far
    next_at timestamptz not null default clock_timestamp(), -- not tried before this instant
    sent_at timestamptz,                                -- instant it was taken
    error text,                                         -- why the last try failed
    constraint alert_delivery_pkey primary key (alert_id, channel),
    constraint alert_delivery_channel_check check (channel in ('webhook', 'email')),
    constraint alert_delivery_state_check check (state in ('pending', 'sending', 'sent', 'gave_up')),
    constraint alert_delivery_sent_check check ((state = 'sent') = (sent_at is not null))
);

create index alert_delivery_due_idx on sereno.alert_delivery (next_at) where state in ('pending', 'sending');
