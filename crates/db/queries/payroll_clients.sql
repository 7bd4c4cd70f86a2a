select client_id, client.name as client, count(*) over () as "n_clients!",
    n_ok as "n_ok!", n_held as "n_held!", n_failed as "n_failed!", n_excluded as "n_excluded!",
    pay as "pay!", employer as "employer!", accrual as "accrual!", fee as "fee!", bill as "bill!",
    at_risk as "at_risk!", bill_year as "bill_year!"
from (
    select client_id,
        count(*) filter (where state = 'ok') as n_ok,
        count(*) filter (where state = 'held') as n_held,
        count(*) filter (where state = 'failed') as n_failed,
        count(*) filter (where state = 'excluded') as n_excluded,
        coalesce(sum(pay_base_minor) filter (where state = 'ok'), 0)::bigint as pay,
        coalesce(sum(employer_base_minor) filter (where state = 'ok'), 0)::bigint as employer,
        coalesce(sum(accrual_base_minor) filter (where state = 'ok'), 0)::bigint as accrual,
        coalesce(sum(fee_base_minor) filter (where state = 'ok'), 0)::bigint as fee,
        coalesce(sum(bill_base_minor) filter (where state = 'ok'), 0)::bigint as bill,
        coalesce(sum(pay_base_minor) filter (where state <> 'ok'), 0)::bigint as at_risk,
        coalesce(sum(bill_year_base_minor) filter (where state = 'ok'), 0)::bigint as bill_year
    from sereno.payroll_item
    where payroll_run_id = $1
    group by client_id
) as billed
join sereno.client using (client_id)
order by bill desc, client_id
limit $2
