-- Payroll: one period of one calendar a run, a placement an item, and every amount a line. What is
-- locked changes no more, whoever asks; a correction is a run of differences.

create table sereno.payroll_run (
    payroll_run_id bigint generated always as identity primary key, -- identity
    calendar text not null,                             -- which calendar of the settings
    month_on date not null,                             -- first civil day of the month it pays
    kind text not null,                                 -- the month itself, or differences to it
    seq smallint not null,                              -- 1 for the first of its kind and month
    state text not null,                                -- where it stands
    currency text not null,                             -- ISO 4217: in which everything is compared
    fx_source text not null,                            -- whose rates hold where terms name nobody
    n_approvals_needed smallint not null,               -- how many others must approve of a draft
    cutoff_on date not null,                            -- last civil day on which facts should still change
    fx_fix_on date not null,                            -- civil day whose rates are locked
    pay_on date not null,                               -- civil day money moves
    as_of date not null,                                -- business date it was worked out on
    n_drafts integer not null default 1,                -- times it was worked out
    run_id bigint references sereno.run on delete set null, -- the work of the last draft
    prepared_by text not null,                          -- who asked for the last draft: a login
    prepared_role text not null default session_user,   -- as whom the database knows them
    computed_at timestamptz,                            -- instant the last draft was complete; null while it is not
    content_hash bytea,                                 -- sha-256 of its items and lines; null while it is not complete
    approved_at timestamptz,                            -- instant
    locked_at timestamptz,                              -- instant
    exported_at timestamptz,                            -- instant its files were handed over first
    created_at timestamptz not null default now(),      -- instant
    constraint payroll_run_key unique (calendar, month_on, kind, seq),
    constraint payroll_run_month_check check (extract(day from month_on) = 1),
    constraint payroll_run_kind_check check (kind in ('regular', 'correction')),
    constraint payroll_run_seq_check check (seq >= 1 and (kind = 'correction' or seq = 1)),
    constraint payroll_run_state_check check (
        state in ('computing', 'review', 'approved', 'locked', 'exported', 'failed')
    ),
    constraint payroll_run_currency_check check (currency ~ '^[A-Z]{3}$'),
    constraint payroll_run_approvals_check check (n_approvals_needed between 1 and 5),
    constraint payroll_run_days_check check (fx_fix_on <= pay_on),
    constraint payroll_run_hash_check check (length(content_hash) = 32),
    constraint payroll_run_complete_check check (
        state in ('computing', 'failed') or (computed_at is not null and content_hash is not null)
    ),
    constraint payroll_run_approved_check check (state not in ('approved', 'locked', 'exported') or approved_at is not null),
    constraint payroll_run_locked_check check ((state in ('locked', 'exported')) = (locked_at is not null)),
    constraint payroll_run_exported_check check ((state = 'exported') = (exported_at is not null))
);

create index payroll_run_newest_idx on sereno.payroll_run (month_on desc, payroll_run_id desc);

-- Rates are locked into the run; a currency without a usable one has a row that says why.
create table sereno.payroll_fx (
    payroll_run_id bigint not null references sereno.payroll_run on delete cascade, -- whose
    currency text not null,                             -- ISO 4217: from which is converted
    source text not null,                               -- who published it
    rate numeric(24, 12),                               -- units of it for one of the run's currency; null when none is usable
    rate_on date,                                       -- civil day it was published for; null when there is none at all
    constraint payroll_fx_pkey primary key (payroll_run_id, currency, source),
    constraint payroll_fx_rate_check check (rate > 0 and (rate is null or rate_on is not null))
);

create table sereno.payroll_item (
    payroll_run_id bigint not null references sereno.payroll_run on delete cascade, -- in which
    placement_id bigint not null references sereno.placement, -- for the work of which
    developer_id bigint not null references sereno.developer, -- who is paid
    client_id bigint not null references sereno.client, -- who is billed
    country text not null,                              -- ISO 3166-1: from where they work
    engagement text,                                    -- how they are engaged; null unknown
    seniority text,                                     -- of them; null unknown
    state text not null,                                -- where it stands
    reasons text[] not null default '{}',               -- why it is held, failed or left out
    detail text not null default '',                    -- those reasons with their figures, cleaned of control characters
    n_attempts smallint not null default 1,             -- times it was worked out in this draft
    currency text,                                      -- ISO 4217: of what is paid; null when nothing could be worked out
    gross_minor bigint not null default 0,              -- pay before anything is kept back, in minor units of that
    deductions_minor bigint not null default 0,         -- kept back of it
    net_minor bigint not null default 0,                -- what is paid out
    ordinary_minor bigint not null default 0,           -- pay for work only: what accruals are worked out from
    full_month_minor bigint not null default 0,         -- pay of a whole month under the last terms of the month
    days_employed smallint not null default 0,          -- civil days of the month it covers
    quantity_e6 bigint not null default 0,              -- part of a full month worked, in millionths
    pay_base_minor bigint not null default 0,           -- gross, in minor units of the run's currency
    employer_base_minor bigint not null default 0,      -- contributions on top of it
    accrual_base_minor bigint not null default 0,       -- put aside, or taken from what was
    fee_base_minor bigint not null default 0,           -- what moving it costs
    bill_base_minor bigint not null default 0,          -- what the client is billed
    margin_base_minor bigint not null default 0,        -- what stays with the firm
    bill_year_base_minor bigint,                        -- what a year of it costs the client; null unknown
    input_hash bytea,                                   -- sha-256 of all it was worked out from
    constraint payroll_item_pkey primary key (payroll_run_id, placement_id),
    constraint payroll_item_engagement_check check (
        engagement in ('contractor_individual', 'contractor_company', 'eor')
    ),
    constraint payroll_item_state_check check (state in ('ok', 'held', 'failed', 'excluded')),
    constraint payroll_item_reasons_check check ((state = 'ok') = (reasons = '{}')),
    constraint payroll_item_net_check check (net_minor = gross_minor - deductions_minor),
    constraint payroll_item_margin_check check (
        pay_base_minor + employer_base_minor + accrual_base_minor + fee_base_minor + margin_base_minor = bill_base_minor
    )
);

create index payroll_item_placement_idx on sereno.payroll_item (placement_id);
create index payroll_item_developer_idx on sereno.payroll_item (developer_id);
create index payroll_item_client_idx on sereno.payroll_item (client_id);
create index payroll_item_open_idx on sereno.payroll_item (payroll_run_id, state, placement_id) where state <> 'ok';

create table sereno.payroll_line (
    payroll_run_id bigint not null,                     -- in which
    placement_id bigint not null,                       -- of whose item
    no smallint not null,                               -- place in the item, from 1
    code text not null,                                 -- what it is
    side text not null,                                 -- what it does to whom
    quantity_e6 bigint not null,                        -- how much of the unit, in millionths
    unit text not null,                                 -- what is counted
    amount_minor bigint not null,                       -- in minor units
    currency text not null,                             -- ISO 4217
    base_minor bigint not null,                         -- the same in minor units of the run's currency, rounded once
    calc jsonb not null,                                -- figures and rows it was worked out from
    constraint payroll_line_pkey primary key (payroll_run_id, placement_id, no),
    constraint payroll_line_item_fkey foreign key (payroll_run_id, placement_id)
        references sereno.payroll_item on delete cascade,
    constraint payroll_line_side_check check (side in ('pay', 'deduct', 'employer', 'accrual', 'fee', 'bill')),
    constraint payroll_line_unit_check check (unit in ('month', 'hour', 'day', 'once')),
    constraint payroll_line_currency_check check (currency ~ '^[A-Z]{3}$')
);

create index payroll_line_aside_idx on sereno.payroll_line (placement_id) where side = 'accrual';

-- What a run comes to, by country and currency of pay: read without adding up its lines.
create table sereno.payroll_total (
    payroll_run_id bigint not null references sereno.payroll_run on delete cascade, -- in which
    country text not null,                              -- ISO 3166-1
    currency text not null,                             -- ISO 4217: of pay
    n_ok integer not null,                              -- items to be paid
    gross_minor bigint not null,                        -- their sums, as of an item
    deductions_minor bigint not null,
    net_minor bigint not null,
    pay_base_minor bigint not null,
    employer_base_minor bigint not null,
    accrual_base_minor bigint not null,
    fee_base_minor bigint not null,
    bill_base_minor bigint not null,
    margin_base_minor bigint not null,
    constraint payroll_total_pkey primary key (payroll_run_id, country, currency)
);

-- How the cost of each country differs from that of the last comparable month, in parts that add up.
create table sereno.payroll_variance (
    payroll_run_id bigint not null references sereno.payroll_run on delete cascade, -- of which
    country text not null,                              -- ISO 3166-1
    before_run_id bigint not null references sereno.payroll_run, -- with which it is compared
    before_base_minor bigint not null,                  -- cost then, in minor units of the run's currency
    now_base_minor bigint not null,                     -- cost now
    volume_minor bigint not null,                       -- for more or less work, at the average of then
    rate_minor bigint not null,                         -- for other pay for the same work
    fx_minor bigint not null,                           -- for other exchange rates
    mix_minor bigint not null,                          -- for work that costs other than the average
    n_joined integer not null,                          -- items that were not there then
    n_left integer not null,                            -- items that are not there now
    n_raised integer not null,                          -- items whose pay for the same work is more
    constraint payroll_variance_pkey primary key (payroll_run_id, country),
    constraint payroll_variance_sum_check check (
        volume_minor + rate_minor + fx_minor + mix_minor = now_base_minor - before_base_minor
    )
);

create table sereno.payroll_anomaly (
    payroll_anomaly_id bigint generated always as identity primary key, -- identity
    payroll_run_id bigint not null references sereno.payroll_run on delete cascade, -- in which
    placement_id bigint,                                -- of whose item; null when it is about a currency. Stays while drafts come and go
    currency text,                                      -- ISO 4217: about which; null when it is of an item
    code text not null,                                 -- which of the catalogue
    severity text not null,                             -- what it stops
    state text not null default 'open',                 -- where it stands
    says text not null,                                 -- what is odd, without anybody's name
    evidence jsonb not null,                            -- the figures
    at_risk_base_minor bigint not null,                 -- what is paid on it, in minor units of the run's currency
    decided_by text,                                    -- who overrode or settled it: a login
    decided_at timestamptz,                             -- instant
    reason text not null default '',                    -- why
    constraint payroll_anomaly_key unique nulls not distinct (payroll_run_id, placement_id, currency, code),
    constraint payroll_anomaly_subject_check check (num_nonnulls(placement_id, currency) = 1),
    constraint payroll_anomaly_placement_fkey foreign key (placement_id) references sereno.placement,
    constraint payroll_anomaly_severity_check check (severity in ('severe', 'warn', 'info')),
    constraint payroll_anomaly_state_check check (state in ('open', 'overridden')),
    constraint payroll_anomaly_decided_check check (
        (state = 'open') = (decided_by is null)
        and (decided_by is null) = (decided_at is null)
        and (decided_by is null) = (reason = '')
    )
);

create index payroll_anomaly_placement_idx on sereno.payroll_anomaly (placement_id);
create index payroll_anomaly_open_idx on sereno.payroll_anomaly (payroll_run_id, severity, at_risk_base_minor desc)
where state = 'open';

create table sereno.payroll_approval (
    payroll_run_id bigint not null references sereno.payroll_run on delete cascade, -- of which
    actor text not null,                                -- who: a login
    db_role text not null default session_user,         -- as whom the database knows them
    n_drafts integer not null,                          -- the draft that was looked at
    content_hash bytea not null,                        -- what it was
    decision text not null,                             -- what they say
    reason text not null default '',                    -- why
    at timestamptz not null default clock_timestamp(),  -- instant
    constraint payroll_approval_pkey primary key (payroll_run_id, n_drafts, actor, decision),
    constraint payroll_approval_decision_check check (decision in ('approved', 'rejected')),
    constraint payroll_approval_reason_check check (decision = 'approved' or reason <> '')
);

-- One for each item that is paid: made when its run is locked, and never again.
create table sereno.payment (
    payment_id bigint generated always as identity primary key, -- identity
    payroll_run_id bigint not null references sereno.payroll_run, -- in which
    placement_id bigint not null,                       -- for whose item
    end_to_end_id text not null,                        -- what banks call it, at most 35 characters
    bank_account_id bigint references sereno.bank_account on delete set null, -- to where; null nobody told
    amount_minor bigint not null,                       -- in minor units, above zero
    currency text not null,                             -- ISO 4217
    constraint payment_item_key unique (payroll_run_id, placement_id),
    constraint payment_end_to_end_key unique (end_to_end_id),
    constraint payment_item_fkey foreign key (payroll_run_id, placement_id) references sereno.payroll_item,
    constraint payment_end_to_end_check check (length(end_to_end_id) between 1 and 35),
    constraint payment_amount_check check (amount_minor > 0),
    constraint payment_currency_check check (currency ~ '^[A-Z]{3}$')
);

-- The two who prepare and approve a draft are two, by name and as the database knows them where it can.
create function sereno.payroll_approval_four_eyes() returns trigger
language plpgsql as $$
declare
    run sereno.payroll_run;
begin
    select * into strict run from sereno.payroll_run where payroll_run_id = new.payroll_run_id for update;
    if run.state <> 'review' then
        raise exception 'payroll run % is %: only one in review is approved or rejected', run.payroll_run_id, run.state
            using errcode = 'check_violation', constraint = 'payroll_approval_review_check';
    end if;
    if new.actor = run.prepared_by then
        raise exception '% prepared payroll run %: somebody else approves it', new.actor, run.payroll_run_id
            using errcode = 'check_violation', constraint = 'payroll_approval_four_eyes_check';
    end if;
    if (new.n_drafts, new.content_hash) is distinct from (run.n_drafts, run.content_hash) then
        raise exception 'payroll run % has changed since it was looked at', run.payroll_run_id
            using errcode = 'check_violation', constraint = 'payroll_approval_draft_check';
    end if;
    if new.decision = 'approved' and exists (
        select from sereno.payroll_approval as other
        where other.payroll_run_id = run.payroll_run_id
          and other.n_drafts = run.n_drafts
          and other.decision = 'rejected'
    ) then
        raise exception 'draft % of payroll run % was sent back', run.n_drafts, run.payroll_run_id
            using errcode = 'check_violation', constraint = 'payroll_approval_rejected_check';
    end if;
    if new.decision = 'approved' and exists (
        select from sereno.payroll_anomaly as anomaly
        where anomaly.payroll_run_id = run.payroll_run_id
          and severity = 'severe'
          and anomaly.state = 'open'
    ) then
        raise exception 'payroll run % has severe anomalies that are open', run.payroll_run_id
            using errcode = 'check_violation', constraint = 'payroll_approval_anomaly_check';
    end if;
    return new;
end
$$;

create trigger payroll_approval_four_eyes before insert or update on sereno.payroll_approval
for each row execute function sereno.payroll_approval_four_eyes();

-- A run moves on one state at a time, is approved by an approval, and stays as it is once locked.
create function sereno.payroll_run_move() returns trigger
language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.state in ('locked', 'exported') then
            raise exception 'payroll run % is locked: it stays', old.payroll_run_id
                using errcode = 'check_violation', constraint = 'payroll_run_locked_stays';
        end if;
        return old;
    end if;
    if old.state in ('locked', 'exported') then
        if (to_jsonb(new) - 'state' - 'exported_at' - 'run_id') is distinct from (to_jsonb(old) - 'state' - 'exported_at' - 'run_id')
            or not (new.state = old.state or (old.state = 'locked' and new.state = 'exported')) then
            raise exception 'payroll run % is locked: what differs goes into a correction', old.payroll_run_id
                using errcode = 'check_violation', constraint = 'payroll_run_locked_stays';
        end if;
        return new;
    end if;
    if (old.state, new.state) not in (
        ('computing', 'computing'), ('computing', 'review'), ('computing', 'failed'),
        ('failed', 'failed'), ('failed', 'computing'), ('failed', 'review'),
        ('review', 'review'), ('review', 'computing'), ('review', 'approved'), ('review', 'failed'),
        ('approved', 'approved'), ('approved', 'review'), ('approved', 'locked')
    ) then
        raise exception 'payroll run % is %: it cannot become %', old.payroll_run_id, old.state, new.state
            using errcode = 'check_violation', constraint = 'payroll_run_state_moves';
    end if;
    if new.state = 'approved' and old.state = 'review' and new.n_approvals_needed > (
        select count(*)
        from sereno.payroll_approval as approval
        where approval.payroll_run_id = new.payroll_run_id
          and approval.n_drafts = new.n_drafts
          and approval.content_hash = new.content_hash
          and decision = 'approved'
          and actor <> new.prepared_by
          and not exists (
            select from sereno.payroll_approval as other
            where other.payroll_run_id = new.payroll_run_id
              and other.n_drafts = new.n_drafts
              and other.decision = 'rejected'
          )
    ) then
        raise exception 'payroll run % has not the approvals of this draft it needs', old.payroll_run_id
            using errcode = 'check_violation', constraint = 'payroll_run_approval_missing';
    end if;
    return new;
end
$$;

create trigger payroll_run_move before update or delete on sereno.payroll_run
for each row execute function sereno.payroll_run_move();

-- Rows under a run that is approved or locked are there to be read.
create function sereno.payroll_refuse_closed() returns trigger
language plpgsql as $$
declare
    closed bigint;
begin
    select run.payroll_run_id into closed
    from changed
    join sereno.payroll_run as run using (payroll_run_id)
    where run.state in ('approved', 'locked', 'exported')
    limit 1;
    if found then
        raise exception 'payroll run % is approved or locked: % changes no more', closed, tg_table_name
            using errcode = 'check_violation', constraint = 'payroll_closed_stays';
    end if;
    return null;
end
$$;

-- Payments come with the lock, and stay.
create function sereno.payment_refuse() returns trigger
language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if exists (
            select from changed
            join sereno.payroll_run as run using (payroll_run_id)
            where run.state <> 'locked'
        ) then
            raise exception 'payments are made of a locked payroll run'
                using errcode = 'check_violation', constraint = 'payment_locked_check';
        end if;
        return null;
    end if;
    raise exception 'payments stay as they were made'
        using errcode = 'check_violation', constraint = 'payment_stays';
end
$$;

create function sereno.payroll_refuse_truncate() returns trigger
language plpgsql as $$
begin
    raise exception '% is not emptied', tg_table_name using errcode = 'check_violation', constraint = 'payroll_closed_stays';
end
$$;

do $$
declare
    kept text;
begin
    foreach kept in array array[
        'payroll_fx', 'payroll_item', 'payroll_line', 'payroll_total', 'payroll_variance', 'payroll_anomaly'
    ] loop
        execute format('create trigger %1$s_insert after insert on sereno.%1$s referencing new table as changed '
            'for each statement execute function sereno.payroll_refuse_closed()', kept);
        execute format('create trigger %1$s_update after update on sereno.%1$s referencing old table as changed '
            'for each statement execute function sereno.payroll_refuse_closed()', kept);
        execute format('create trigger %1$s_delete after delete on sereno.%1$s referencing old table as changed '
            'for each statement execute function sereno.payroll_refuse_closed()', kept);
        execute format('create trigger %1$s_truncate before truncate on sereno.%1$s '
            'for each statement execute function sereno.payroll_refuse_truncate()', kept);
    end loop;
    foreach kept in array array['payroll_run', 'payroll_approval', 'payment'] loop
        execute format('create trigger %1$s_truncate before truncate on sereno.%1$s '
            'for each statement execute function sereno.payroll_refuse_truncate()', kept);
    end loop;
end
$$;

create trigger payment_insert after insert on sereno.payment referencing new table as changed
for each statement execute function sereno.payment_refuse();
create trigger payment_change before update of payroll_run_id, placement_id, end_to_end_id, amount_minor, currency
or delete on sereno.payment
for each row execute function sereno.payment_refuse();

create trigger payroll_approval_stays before delete on sereno.payroll_approval
for each statement execute function sereno.payroll_refuse_truncate();

-- The pipeline and its two steps.
alter table sereno.run
drop constraint run_pipeline_check,
add constraint run_pipeline_check check (pipeline in ('nightly', 'payroll'));

alter table sereno.step
drop constraint step_kind_check,
add constraint step_kind_check check (
    kind in ('score', 'rescore', 'digest', 'compliance', 'health', 'pay', 'pay_review')
);

alter table sereno.queue_pause
drop constraint queue_pause_kind_check,
add constraint queue_pause_kind_check check (
    kind in ('score', 'rescore', 'digest', 'compliance', 'health', 'pay', 'pay_review')
);

-- Whoever works through nights may work out a payroll, and neither approve it nor switch off what keeps
-- it. A login of the worker is made a member: grant sereno_worker to LOGIN. Where the one who migrates
-- may make no roles, one that may runs these lines.
do $$
begin
    create role sereno_worker nologin;
exception
    when duplicate_object or unique_violation or insufficient_privilege then null;
end
$$;

do $$
begin
    if exists (select from pg_roles where rolname = 'sereno_worker') then
        grant usage on schema sereno to sereno_worker;
        grant select, insert, update, delete on all tables in schema sereno to sereno_worker;
        grant usage on all sequences in schema sereno to sereno_worker;
        alter default privileges in schema sereno grant select, insert, update, delete on tables to sereno_worker;
        alter default privileges in schema sereno grant usage on sequences to sereno_worker;
        revoke insert, update, delete on sereno.payroll_approval from sereno_worker;
        revoke insert, update, delete on sereno.payment from sereno_worker;
    end if;
exception
    when insufficient_privilege then null;
end
$$;
