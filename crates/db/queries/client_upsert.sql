insert into sereno.client as stored (source, external_ref, known_as, name, status, country, tz,
    payment_terms_days, background_check_wanted, regimes, countries_refused, engagements_refused)
select $1, external_ref, known_as, name, status, country, tz, payment_terms_days,
    background_check_wanted, regimes, countries_refused, engagements_refused
from jsonb_to_recordset($2) as given (external_ref text, known_as text, name text, status text,
    country text, tz text, payment_terms_days smallint, background_check_wanted boolean, regimes text[],
    countries_refused text[], engagements_refused text[])
on conflict (source, external_ref) do update
set known_as = excluded.known_as,
    name = excluded.name,
    status = case when $3 then excluded.status else stored.status end,
    country = coalesce(excluded.country, stored.country),
    tz = excluded.tz,
    payment_terms_days = excluded.payment_terms_days,
    background_check_wanted = excluded.background_check_wanted,
    regimes = excluded.regimes,
    countries_refused = excluded.countries_refused,
    engagements_refused = excluded.engagements_refused
where (stored.known_as, stored.name, stored.tz, stored.payment_terms_days,
        stored.background_check_wanted, stored.regimes, stored.countries_refused,
        stored.engagements_refused)
    is distinct from (excluded.known_as, excluded.name, excluded.tz, excluded.payment_terms_days,
        excluded.background_check_wanted, excluded.regimes, excluded.countries_refused,
        excluded.engagements_refused)
    or ($3 and stored.status <> excluded.status)
    or stored.country is distinct from coalesce(excluded.country, stored.country)
returning external_ref, xmax = 0 as "is_new!"
