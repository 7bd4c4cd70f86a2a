select role_id, client_id, role.status, seniority, starts_on, role.tz, work_starts_at, work_ends_at,
    overlap_minutes_min, english_min, budget_min_minor, budget_max_minor, budget_currency,
    budget_per, engagements_allowed, countries_allowed, weekly_hours, vetting_required, industry,
    situations, methodology, communication, team_size,
    countries_denied || array(
        select unnest(client.countries_refused) except select unnest(countries_denied) order by 1
    ) as "countries_denied!",
    role.regimes || array(
        select unnest(client.regimes) except select unnest(role.regimes) order by 1
    ) as "regimes!"
from sereno.role
join sereno.client using (client_id)
where role.status = 'open'
   or role_id in (
    select role_id
    from sereno.placement
    left join sereno.placement_health using (placement_id)
    where role_id is not null
      and ((
        band <> 'stable'
        and guarantee_until > $2
        and (ends_on is null or ends_on > $2)
      ) or exists (
        select
        from sereno.replacement_case as open_case
        where open_case.placement_id = placement.placement_id
          and open_case.state = 'open'
      ))
    order by band = 'watch', guarantee_until, placement_id
    limit $1
  )
order by role_id
