-- What a login may do is what the database lets it do; the dashboard shows the rest as not allowed. A login
-- is made a member: grant sereno_on_call to LOGIN. Whoever owns the schema may do everything. Where the one
-- who migrates may make no roles, one that may runs these lines.
--   sereno_viewer    looks at everything; names and accounts only by their functions, which leave a trace
--   sereno_operator  and decides about findings, shortlists and what a role asks for
--   sereno_on_call   and mends nights: retries, halts, schedules, workers
--   sereno_payroll   looks, and approves, sends back and locks months of pay
do $$
declare
    one name;
begin
    foreach one in array array['sereno_viewer', 'sereno_operator', 'sereno_on_call', 'sereno_payroll'] loop
        begin
            execute format('create role %I nologin', one);
        exception
            when duplicate_object or unique_violation or insufficient_privilege then null;
        end;
    end loop;
end
$$;

do $$
begin
    if (select count(*) from pg_roles
        where rolname in ('sereno_viewer', 'sereno_operator', 'sereno_on_call', 'sereno_payroll')) < 4 then
        return;
    end if;
    if not pg_has_role('sereno_operator', 'sereno_viewer', 'member') then
        grant sereno_viewer to sereno_operator, sereno_payroll;
        grant sereno_operator to sereno_on_call;
    end if;

    grant usage on schema sereno to sereno_viewer;
    grant select on all tables in schema sereno to sereno_viewer;
    revoke select on
        sereno.person_key, sereno.developer_pii, sereno.document_pii, sereno.developer_pii_clear,
        sereno.document_pii_clear
    from sereno_viewer;
    revoke select on sereno.bank_account from sereno_viewer;
    grant select (
        bank_account_id, developer_id, source, external_ref, currency, country, bic, starts_on, verified_by,
        created_at
    ) on sereno.bank_account to sereno_viewer;
    grant execute on function sereno.person_read, sereno.account_read to sereno_viewer;
    alter default privileges in schema sereno grant select on tables to sereno_viewer;

    grant insert on
        sereno.audit_event, sereno.finding_event, sereno.shortlist_step, sereno.match_override,
        sereno.role_adjustment, sereno.run_input_patch
    to sereno_operator;
    grant update on sereno.finding, sereno.match_override, sereno.role_adjustment to sereno_operator;
    -- What is asked for otherwise is scored anew at once.
    grant insert, update, delete on
        sereno.developer_dirty, sereno.evaluator_dirty, sereno.developer_feature, sereno.match,
        sereno.role_night
    to sereno_operator;

    grant insert, update, delete on
        sereno.run, sereno.step, sereno.attempt, sereno.chunk, sereno.chunk_receipt, sereno.digest,
        sereno.queue_pause, sereno.retry, sereno.failure, sereno.schedule,
        sereno.schedule_firing
    to sereno_on_call;
    grant update on sereno.worker to sereno_on_call;

    grant insert on sereno.audit_event, sereno.payroll_approval, sereno.payment to sereno_payroll;
    grant insert, update, delete on
        sereno.payroll_run, sereno.payroll_item, sereno.payroll_line, sereno.payroll_total,
        sereno.payroll_variance, sereno.payroll_anomaly, sereno.payroll_fx
    to sereno_payroll;
exception
    when insufficient_privilege then null;
end
$$;

-- Who is alive is seen by the server processes of all logins.
do $$
begin
    if exists (select from pg_roles where rolname = 'sereno_viewer')
        and not pg_has_role('sereno_viewer', 'pg_read_all_stats', 'member') then
        grant pg_read_all_stats to sereno_viewer;
    end if;
exception
    when insufficient_privilege then null;
end
$$;
