with part as (
    select country, currency, n_ok::bigint as n_ok, 0::bigint as n_held, 0::bigint as n_failed,
        0::bigint as n_excluded, pay_base_minor, employer_base_minor, accrual_base_minor,
        fee_base_minor, bill_base_minor,
        coalesce(
            round(deductions_minor::numeric * pay_base_minor / nullif(gross_minor, 0)), 0
        )::bigint as deductions, 0::bigint as at_risk
    from sereno.payroll_total
    where payroll_run_id = $1
    union all
    select country, currency, 0, count(*) filter (where state = 'held'),
        count(*) filter (where state = 'failed'), count(*) filter (where state = 'excluded'),
        0, 0, 0, 0, 0, 0, sum(pay_base_minor)::bigint
    from sereno.payroll_item
    where payroll_run_id = $1
      and state <> 'ok'
    group by country, currency
    union all
    select country, currency, count(*), 0, 0, 0, sum(pay_base_minor)::bigint,
        sum(employer_base_minor)::bigint, sum(accrual_base_minor)::bigint,
        sum(fee_base_minor)::bigint, sum(bill_base_minor)::bigint,
        coalesce(
            round(sum(deductions_minor) * sum(pay_base_minor) / nullif(sum(gross_minor), 0)), 0
        )::bigint, 0
    from sereno.payroll_item
    where payroll_run_id = $1
      and state = 'ok'
      and not $2
    group by country, currency
    union all
    select country, payroll_item.currency, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        sum(at_risk_base_minor)::bigint
    from sereno.payroll_anomaly
    join sereno.payroll_item using (payroll_run_id, placement_id)
    where payroll_run_id = $1
      and payroll_anomaly.state = 'open'
      and severity <> 'info'
      and payroll_item.state = 'ok'
    group by country, payroll_item.currency
)
select country as "country!",
    (array_agg(currency order by n_ok + n_held desc, currency) filter (where currency is not null))[1]
        as currency,
    sum(n_ok)::bigint as "n_ok!", sum(n_held)::bigint as "n_held!",
    sum(n_failed)::bigint as "n_failed!", sum(n_excluded)::bigint as "n_excluded!",
    sum(pay_base_minor)::bigint as "pay!", sum(employer_base_minor)::bigint as "employer!",
    sum(accrual_base_minor)::bigint as "accrual!", sum(fee_base_minor)::bigint as "fee!",
    sum(bill_base_minor)::bigint as "bill!", sum(deductions)::bigint as "deductions!",
    sum(at_risk)::bigint as "at_risk!"
from part
group by country
order by country
