with found as (
    select coalesce(placement.client_id, subject_id) as client_id, count(*) as n, min(due_on) as due_on,
        count(*) filter (
            where finding.state in ('open', 'acknowledged')
              and severity in ('block_payment', 'block_placement')
        ) as n_blocking
    from sereno.finding
    left join sereno.placement on subject_kind = 'placement' and placement_id = subject_id
    where finding.state <> 'resolved'
      and subject_kind in ('client', 'placement')
    group by 1
), work as (
    select client_id, count(*) as n_at_work,
        count(*) filter (where band = 'critical') as n_critical,
        count(*) filter (where band = 'at_risk') as n_at_risk,
        count(*) filter (where band = 'watch') as n_watch,
        count(*) filter (where band = 'stable') as n_stable
    from sereno.placement
    left join sereno.placement_health using (placement_id)
    where starts_on <= $1
      and (ends_on is null or ends_on > $1)
      and ($2::bigint is null or client_id = $2)
    group by client_id
), wanted as (
    select client_id, count(*) as n_roles, sum(headcount) as n_seats
    from sereno.role
    where status = 'open'
      and ($2::bigint is null or client_id = $2)
    group by client_id
)
select client.client_id, name, country, agreement.expires_on as "agreed_until?: PgStoredDate", agreement.document_id as "document_id?",
    coalesce(n_roles, 0) as "n_roles!", coalesce(n_seats, 0) as "n_seats!",
    coalesce(n_at_work, 0) as "n_at_work!", coalesce(n_critical, 0) as "n_critical!",
    coalesce(n_at_risk, 0) as "n_at_risk!", coalesce(n_watch, 0) as "n_watch!",
    coalesce(n_stable, 0) as "n_stable!", coalesce(found.n, 0) as "n_findings!",
    coalesce(found.n_blocking, 0) as "n_blocking!", found.due_on as "due_on?"
from sereno.client
left join found using (client_id)
left join work using (client_id)
left join wanted using (client_id)
left join lateral (
    select document_id, expires_on
    from sereno.document
    where document.client_id = client.client_id
      and kind = 'master_agreement'
      and state in ('received', 'verified')
    order by expires_on desc nulls first, document_id desc
    limit 1
) as agreement on true
where ($2::bigint is null or client.client_id = $2)
order by coalesce(found.n_blocking, 0) desc, coalesce(n_critical, 0) desc, coalesce(n_at_risk, 0) desc,
    coalesce(n_at_work, 0) desc, client.client_id
limit $3
