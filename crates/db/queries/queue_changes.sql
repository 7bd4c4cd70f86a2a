-- $1 the first instant, $2 an hour ago, $3 seconds of a cell
with life as (
    select step.kind,
        case
            when chunk.state = 'done' then receipt.committed_at
            when chunk.state in ('waiting', 'ready', 'leased') and run.state = 'running' then null
            else coalesce(
                (select max(attempt.ended_at) from sereno.attempt where attempt.chunk_id = chunk.chunk_id),
                step.ended_at, run.ended_at, step.started_at
            )
        end as left_at,
        step.started_at as entered_at
    from sereno.step
    join sereno.run on run.run_id = step.run_id
    join sereno.chunk on chunk.step_id = step.step_id
    left join sereno.chunk_receipt as receipt on receipt.chunk_id = chunk.chunk_id
    where step.started_at is not null
      and (run.state = 'running' or step.ended_at > $1)
), event as (
    select kind, greatest(least(entered_at, left_at), $1) as at, count(*) as n_more, 0 as n_out,
        count(*) filter (where entered_at >= $1) as n_in
    from life
    where left_at is null
       or left_at >= $1
    group by 1, 2
    union all
    select kind, left_at, -count(*), count(*), 0
    from life
    where left_at >= $1
    group by 1, 2
), moment as (
    select kind, at, sum(n_in) as n_in, sum(n_out) as n_out,
        sum(sum(n_more)) over (partition by kind order by at) as depth
    from event
    group by kind, at
)
select kind as "kind!", floor(extract(epoch from at - $1) / $3::bigint)::integer as "cell!",
    max(depth)::bigint as "n_most!", (array_agg(depth order by at desc))[1]::bigint as "n_left!",
    sum(n_in)::bigint as "n_in!", sum(n_out)::bigint as "n_out!",
    coalesce(sum(n_in) filter (where at >= $2), 0)::bigint as "n_in_hour!",
    coalesce(sum(n_out) filter (where at >= $2), 0)::bigint as "n_out_hour!"
from moment
group by 1, 2
order by 1, 2
