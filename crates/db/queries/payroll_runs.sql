with chosen as (
    select *
    from sereno.payroll_run
    where ($1::bigint is null or payroll_run_id = $1)
      and (not $2 or kind = 'regular')
    order by month_on desc, payroll_run_id desc
    limit $3
)
select payroll_run_id as "payroll_run_id!", calendar as "calendar!", month_on as "month_on!",
    kind as "kind!", seq as "seq!", state as "state!", currency as "currency!",
    cutoff_on as "cutoff_on!", fx_fix_on as "fx_fix_on!", pay_on as "pay_on!",
    n_drafts as "n_drafts!", run_id, prepared_by as "prepared_by!", computed_at,
    left(encode(content_hash, 'hex'), 8) as content_hash,
    coalesce(total.n_ok, 0) + coalesce(so_far.n_ok, 0) as "n_ok!",
    coalesce(rest.n_held, 0) as "n_held!", coalesce(rest.n_failed, 0) as "n_failed!",
    coalesce(rest.n_excluded, 0) as "n_excluded!",
    coalesce(pay, 0) as "pay!", coalesce(employer, 0) as "employer!",
    coalesce(accrual, 0) as "accrual!", coalesce(fee, 0) as "fee!", coalesce(bill, 0) as "bill!",
    coalesce(odd.n_open, 0) as "n_anomalies!", coalesce(odd.n_severe, 0) as "n_severe!"
from chosen
left join lateral (
    select sum(n_ok)::bigint as n_ok, sum(pay_base_minor)::bigint as pay,
        sum(employer_base_minor)::bigint as employer, sum(accrual_base_minor)::bigint as accrual,
        sum(fee_base_minor)::bigint as fee, sum(bill_base_minor)::bigint as bill
    from sereno.payroll_total
    where payroll_total.payroll_run_id = chosen.payroll_run_id
) as total on true
left join lateral (
    select count(*) as n_ok
    from sereno.payroll_item
    where payroll_item.payroll_run_id = chosen.payroll_run_id
      and payroll_item.state = 'ok'
      and chosen.content_hash is null
      and total.n_ok is null
) as so_far on true
left join lateral (
    select count(*) filter (where payroll_item.state = 'held') as n_held,
        count(*) filter (where payroll_item.state = 'failed') as n_failed,
        count(*) filter (where payroll_item.state = 'excluded') as n_excluded
    from sereno.payroll_item
    where payroll_item.payroll_run_id = chosen.payroll_run_id
      and payroll_item.state <> 'ok'
) as rest on true
left join lateral (
    select count(*) as n_open, count(*) filter (where severity = 'severe') as n_severe
    from sereno.payroll_anomaly
    where payroll_anomaly.payroll_run_id = chosen.payroll_run_id
      and payroll_anomaly.state = 'open'
) as odd on true
order by chosen.month_on desc, chosen.payroll_run_id desc
