-- The only way to the numbers of accounts, as to names: whoever may call it but not read the tables leaves
-- a trace each time.
create function sereno.account_read(reader text, place text, wanted bigint[])
returns table (bank_account_id bigint, developer_id bigint, sealed_key bytea, sealed bytea)
language sql security definer set search_path = '' as $$
    with seen as (
        insert into sereno.personal_access (actor, place, developer_ids)
        select reader, place, array_agg(distinct account.developer_id order by account.developer_id)
        from sereno.bank_account as account
        where account.bank_account_id = any(wanted)
        having count(*) > 0
    )
    select account.bank_account_id, account.developer_id, person_key.sealed, account.sealed
    from sereno.bank_account as account
    join sereno.person_key using (developer_id)
    where account.bank_account_id = any(wanted)
$$;

revoke execute on function sereno.account_read from public;
