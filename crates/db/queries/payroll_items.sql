with chosen as (
    select *
    from sereno.payroll_item
    where payroll_run_id = $1
      and ($2::text is null or country = $2)
      and ($3::bigint[] is null or placement_id = any($3))
    order by state = 'ok', state = 'excluded',
        case when state = 'ok' then 0 else pay_base_minor end desc, country, placement_id
    limit $4
)
select chosen.placement_id as "placement_id!", chosen.developer_id as "developer_id!",
    chosen.client_id as "client_id!", client.name as client, chosen.country as "country!",
    chosen.engagement, chosen.seniority, chosen.state as "state!", chosen.reasons as "reasons!",
    chosen.currency, chosen.gross_minor as "gross_minor!",
    chosen.deductions_minor as "deductions_minor!", chosen.pay_base_minor as "pay!",
    chosen.employer_base_minor as "employer!", chosen.accrual_base_minor as "accrual!",
    chosen.fee_base_minor as "fee!", chosen.bill_base_minor as "bill!",
    was.pay_base_minor + was.employer_base_minor + was.accrual_base_minor as before_minor,
    odd.n as "n_anomalies!"
from chosen
join sereno.client using (client_id)
left join sereno.payroll_item as was
    on was.payroll_run_id = (
        select before_run_id
        from sereno.payroll_variance
        where payroll_run_id = $1
        order by country
        limit 1
    )
    and was.placement_id = chosen.placement_id
    and was.state = 'ok'
cross join lateral (
    select count(*) as n
    from sereno.payroll_anomaly as anomaly
    where anomaly.payroll_run_id = $1
      and anomaly.placement_id = chosen.placement_id
      and anomaly.state = 'open'
) as odd
order by chosen.state = 'ok', chosen.state = 'excluded',
    case when chosen.state = 'ok' then 0 else chosen.pay_base_minor end desc, chosen.country,
    chosen.placement_id
