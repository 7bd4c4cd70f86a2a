select placement_id, item.developer_id, item.country, item.seniority, item.engagement, item.state,
    currency, gross_minor, deductions_minor, ordinary_minor, full_month_minor, days_employed,
    quantity_e6, pay_base_minor, employer_base_minor, accrual_base_minor, fee_base_minor,
    bill_base_minor, ends_on as "ends_on: PgStoredDate",
    exists (
        select
        from sereno.placement_terms as terms
        where terms.placement_id = item.placement_id
          and per = 'hour'
          and terms.starts_on < $3
          and (terms.ends_on is null or terms.ends_on > $2)
    ) as "is_hourly!",
    (
        select count(*)
        from sereno.pay_extra as extra
        where extra.placement_id = item.placement_id
          and kind <> 'advance'
          and day >= greatest($2, placement.ends_on)
          and day < $3
          and placement.ends_on is not null
    ) as "n_extras_after_end!"
from sereno.payroll_item as item
join sereno.placement using (placement_id)
where payroll_run_id = $1
order by placement_id
