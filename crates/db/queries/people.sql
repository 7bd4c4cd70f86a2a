with stopped as (
    select coalesce(placement.developer_id, subject_id) as developer_id, min(due_on) as due_on
    from sereno.finding
    left join sereno.placement on subject_kind = 'placement' and placement_id = subject_id
    where finding.state in ('open', 'acknowledged')
      and severity in ('block_payment', 'block_placement')
      and subject_kind in ('developer', 'placement')
      and $2::bigint is null
    group by 1
), first as (
    select developer_id, due_on
    from stopped
    where coalesce($3::text, $4::text, $5::text, $6::text) is null
       or exists (
        select
        from sereno.developer
        where developer.developer_id = stopped.developer_id
          and ($3::text is null or status = $3)
          and ($4::text is null or country = $4)
          and ($5::text is null or seniority = $5)
          and ($6::text is null or exists (
            select
            from sereno.developer_skill
            where developer_skill.developer_id = developer.developer_id
              and skill = $6
          ))
       )
    order by due_on, developer_id
    limit $8
), listed as (
    select developer_id, 0::bigint as place, due_on
    from first
    union all
    select one.developer_id, place, null
    from unnest(array['placed', 'bench', 'vetting', 'applied', 'paused', 'left', 'erased'])
        with ordinality as wanted (status, place)
    cross join lateral (
        select developer_id
        from sereno.developer
        where developer.status = wanted.status
          and ($3::text is null or developer.status = $3)
          and ($4::text is null or country = $4)
          and ($5::text is null or seniority = $5)
          and ($6::text is null or exists (
            select
            from sereno.developer_skill
            where developer_skill.developer_id = developer.developer_id
              and skill = $6
          ))
        order by developer_id
        limit $8
    ) as one
    where $2::bigint is null
      and not $7::boolean
      and one.developer_id not in (select developer_id from stopped)
    union all
    select $2, 0, null
    where $2::bigint is not null
), chosen as (
    select developer_id, place, due_on
    from listed
    order by place, due_on, developer_id
    limit $8
)
select chosen.developer_id as "developer_id!", developer.country,
    developer.seniority, developer.status,
    array(
        select skill
        from sereno.developer_skill
        where developer_skill.developer_id = chosen.developer_id
        order by level desc, years_tenths desc nulls last, skill
        limit 3
    ) as "skills!",
    vetting.n_passed as "n_passed!", vetting.expires_on as "vetted_until?",
    work.client_id, client.name as "client?", work.n_at_work as "n_at_work!",
    work.n_placements as "n_placements!", found.n as "n_findings!", found.n_blocking as "n_blocking!",
    found.due_on as "due_on?"
from chosen
join sereno.developer on developer.developer_id = chosen.developer_id
cross join lateral (
    select count(*) filter (where outcome = 'passed') as n_passed, min(expires_on) as expires_on
    from (
        select distinct on (stage) outcome, expires_on
        from sereno.vetting_result
        where vetting_result.developer_id = chosen.developer_id
          and held_on <= $1
        order by stage, held_on desc
    ) as latest
) as vetting
cross join lateral (
    select count(*) as n_placements, count(*) filter (where at_work) as n_at_work,
        (array_agg(client_id order by starts_on desc, placement_id desc) filter (where at_work))[1] as client_id
    from (
        select client_id, placement_id, starts_on,
            starts_on <= $1 and (ends_on is null or ends_on > $1) as at_work
        from sereno.placement
        where placement.developer_id = chosen.developer_id
    ) as theirs
) as work
left join sereno.client on client.client_id = work.client_id
cross join lateral (
    select count(*) as n, min(one.due_on) as due_on,
        count(*) filter (
            where one.state in ('open', 'acknowledged') and severity in ('block_payment', 'block_placement')
        ) as n_blocking
    from (
        select finding.due_on, state, severity
        from sereno.finding
        where subject_kind = 'developer'
          and subject_id = chosen.developer_id
          and state <> 'resolved'
        union all
        select finding.due_on, finding.state, severity
        from sereno.placement
        join sereno.finding on subject_kind = 'placement' and subject_id = placement_id
        where placement.developer_id = chosen.developer_id
          and finding.state <> 'resolved'
    ) as one
) as found
order by place, chosen.due_on, chosen.developer_id
