insert into sereno.developer (source, external_ref, status, country, tz, seniority,
    years_experience_tenths, english, available_from, weekly_capacity_hours, rate_floor_minor,
    rate_floor_currency, rate_floor_per, engagement, methodologies, communication, team_size_min,
    team_size_max, content_hash)
select $1, external_ref, status, country, tz, seniority, years_tenths, english, available_from,
    capacity_hours, rate_minor, rate_currency, rate_per, engagement,
    string_to_array(methodologies, ','), communication, team_size_min, team_size_max, content_hash
from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::text[],
    $9::date[], $10::smallint[], $11::bigint[], $12::text[], $13::text[], $14::text[], $15::text[],
    $16::text[], $17::smallint[], $18::smallint[], $19::bytea[])
    as given (external_ref, status, country, tz, seniority, years_tenths, english, available_from,
        capacity_hours, rate_minor, rate_currency, rate_per, engagement, methodologies,
        communication, team_size_min, team_size_max, content_hash)
on conflict (source, external_ref) do update
set status = case when $20 then excluded.status else developer.status end,
    country = excluded.country,
    tz = excluded.tz,
    seniority = excluded.seniority,
    years_experience_tenths = excluded.years_experience_tenths,
    english = excluded.english,
    available_from = excluded.available_from,
    weekly_capacity_hours = excluded.weekly_capacity_hours,
    rate_floor_minor = excluded.rate_floor_minor,
    rate_floor_currency = excluded.rate_floor_currency,
    rate_floor_per = excluded.rate_floor_per,
    engagement = excluded.engagement,
    methodologies = excluded.methodologies,
    communication = excluded.communication,
    team_size_min = excluded.team_size_min,
    team_size_max = excluded.team_size_max,
    content_hash = excluded.content_hash,
    row_version = developer.row_version + 1,
    updated_at = now()
where developer.content_hash <> excluded.content_hash
returning developer_id, external_ref, (xmax = 0) as "is_new!"
