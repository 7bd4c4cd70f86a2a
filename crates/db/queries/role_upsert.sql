insert into sereno.role (source, client_id, external_ref, title, status, seniority, headcount,
    starts_on, tz, work_starts_at, work_ends_at, overlap_minutes_min, english_min, budget_min_minor,
    budget_max_minor, budget_currency, budget_per, engagements_allowed, countries_allowed,
    countries_denied, weekly_hours, vetting_required, content_hash)
select $1, client_id, external_ref, title, status, seniority, headcount, starts_on, tz,
    work_starts_at, work_ends_at, overlap_minutes_min, english_min, budget_min_minor,
    budget_max_minor, budget_currency, budget_per, string_to_array(engagements, ','),
    string_to_array(allowed, ','), string_to_array(denied, ','), weekly_hours, vetting_required,
    content_hash
from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[],
    $8::date[], $9::text[], $10::time[], $11::time[], $12::smallint[], $13::text[], $14::bigint[],
    $15::bigint[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::smallint[],
    $22::text[], $23::bytea[])
    as given (client_id, external_ref, title, status, seniority, headcount, starts_on, tz,
        work_starts_at, work_ends_at, overlap_minutes_min, english_min, budget_min_minor,
        budget_max_minor, budget_currency, budget_per, engagements, allowed, denied, weekly_hours,
        vetting_required, content_hash)
on conflict (source, external_ref) do update
set client_id = excluded.client_id,
    title = excluded.title,
    status = case when $24 then excluded.status else role.status end,
    seniority = excluded.seniority,
    headcount = excluded.headcount,
    starts_on = excluded.starts_on,
    tz = excluded.tz,
    work_starts_at = excluded.work_starts_at,
    work_ends_at = excluded.work_ends_at,
    overlap_minutes_min = excluded.overlap_minutes_min,
    english_min = excluded.english_min,
    budget_min_minor = excluded.budget_min_minor,
    budget_max_minor = excluded.budget_max_minor,
    budget_currency = excluded.budget_currency,
    budget_per = excluded.budget_per,
    engagements_allowed = excluded.engagements_allowed,
    countries_allowed = excluded.countries_allowed,
    countries_denied = excluded.countries_denied,
    weekly_hours = excluded.weekly_hours,
    vetting_required = excluded.vetting_required,
    content_hash = excluded.content_hash,
    row_version = role.row_version + 1,
    updated_at = now()
where role.content_hash <> excluded.content_hash
returning role_id, external_ref, (xmax = 0) as "is_new!"
