-- A firm of made-up people with everything payroll has to do with, the same every time: `die(n, what)`
-- is the throw of a die of a hundred sides, by the number of a person and by what it is thrown for.

create function die(n bigint, what text) returns integer language sql immutable as
$$ select (('x' || substr(md5(n || what), 1, 7))::bit(28)::integer) % 100 $$;

create table country_of (no integer, country text, currency text, rate numeric);
insert into country_of values
    (0, 'AR', 'ARS', 1180.25), (1, 'BR', 'BRL', 5.4137), (2, 'CL', 'CLP', 941.337), (3, 'CO', 'COP', 4012.5),
    (4, 'CR', 'CRC', 507.77), (5, 'MX', 'MXN', 18.4421), (6, 'PE', 'PEN', 3.5523), (7, 'UY', 'UYU', 40.1199);

-- Rates of most days; none of quetzales, none of euros at first, some months without Uruguayan pesos.
insert into sereno.fx_rate (base, quote, day, source, rate)
select 'USD', quote, day::date, source, round(rate * (1 + (extract(doy from day)::integer * 37 % 101) / 1500.0), 9)
from generate_series(date '2025-06-20', date '2026-12-31', interval '1 day') as day, (
    select currency, 'house', rate from country_of
    union all values ('EUR', 'house', 0.8712), ('ARS', 'blue', 1333.1)
) as told (quote, source, rate)
where extract(isodow from day) < 6
  and not (quote = 'EUR' and day < '2025-10-01')
  and not (quote = 'UYU' and extract(month from day) in (2, 9) and extract(day from day) > 15)
  and not (quote = 'ARS' and source = 'blue' and day between '2026-04-20' and '2026-05-10');

-- The same against Chilean pesos, which have no cents.
insert into sereno.fx_rate (base, quote, day, source, rate)
select 'CLP', told.quote, told.day, told.source, round(told.rate / pesos.rate, 12)
from (
    select quote, day, source, rate from sereno.fx_rate
    union all
    select distinct 'USD', day, 'house', 1::numeric from sereno.fx_rate
) as told
join sereno.fx_rate as pesos on pesos.day = told.day and pesos.quote = 'CLP'
where told.quote <> 'CLP';

insert into sereno.client (source, external_ref, name)
select 'test', n::text, 'Client ' || n from generate_series(1, 5) as n;

insert into sereno.developer (source, external_ref, status, country, seniority, engagement, content_hash)
select 'test', n::text, 'placed', case when n % 67 = 0 then 'GT' else country end,
    (array['entry', 'mid', 'senior', 'staff'])[1 + n % 4],
    case when n % 59 = 0 then null
        else (array['eor', 'eor', 'contractor_individual', 'eor', 'contractor_company', 'contractor_individual'])[1 + n / 8 % 6]
    end, ''
from generate_series(1, 420) as n
join country_of on no = n % 8
order by n;

-- One each; a third ends, some on the last day of a month, some before the first month worked out.
insert into sereno.placement (developer_id, client_id, source, external_ref, starts_on, ends_on, guarantee_until,
    weekly_hours, engagement)
select developer_id, 1 + n % 5, 'test', n::text, starts_on,
    case when die(n, 'ends') < 30 then starts_on + 8 + die(n, 'long') * 5
        when die(n, 'ends') < 36 then (date_trunc('month', starts_on) + (1 + die(n, 'long') % 9) * interval '1 month')::date
        when die(n, 'ends') < 40 then starts_on + 1 end,
    starts_on, (array[40, 44, 48, 42, 20, 37])[1 + die(n, 'hours') % 6],
    case when n % 53 = 0 then 'contractor_individual' end
from (
    select developer_id, developer_id as n,
        case when die(developer_id, 'starts') < 45 then date '2025-06-01' - die(developer_id, 'early')
            else date '2025-07-01' + die(developer_id, 'late') * 5 end as starts_on
    from sereno.developer
) as drawn
order by n;

-- Terms of one row or two, the second from a day of the middle; some leave a gap, some change the currency.
create table term_of as
select placement_id as n, starts_on, ends_on, country, currency, rate, weekly_hours,
    case when die(placement_id, 'raise') < 40 then starts_on + 10 + die(placement_id, 'when') * 4 end as raise_on,
    case when die(placement_id, 'per') < 60 then 'month' when die(placement_id, 'per') < 75 then 'year' else 'hour' end as per,
    die(placement_id, 'usd') < 35 as in_usd,
    1500 + die(placement_id, 'pay') * 61.37 as month_usd
from sereno.placement
join sereno.developer using (developer_id)
left join country_of using (country);

insert into sereno.placement_terms (placement_id, starts_on, ends_on, pay_minor, pay_currency, bill_minor, bill_currency,
    per, proration, fx_source)
select n, first, last, round(month * times * case when in_usd then 100 when currency = 'CLP' then rate else rate * 100 end),
    case when in_usd then 'USD' else currency end, round(month * 1.63 * times * case when bill = 'CLP' then 941 else 100 end),
    bill, per, case when die(n, 'proration') < 40 then 'working' else 'calendar' end,
    case when currency = 'ARS' and die(n, 'named') < 80 then 'blue' end
from (
    select n, currency, rate, part, first, last,
        in_usd or currency is null or (part = 2 and first > '2026-01-15' and die(n, 'mixed') < 12) as in_usd,
        case when part = 2 and die(n, 'other way') < 25 then 'hour' else per end as per,
        month_usd * case part when 1 then 1 else 1.0731 end as month,
        (array['USD', 'USD', 'USD', 'EUR', 'CLP', 'BRL'])[1 + (die(n, 'bill') + case when die(n, 'rebill') < 30 then part else 0 end) % 6] as bill
    from (
        select term_of.*, 1 as part, starts_on as first,
            case when raise_on < ends_on or ends_on is null then raise_on - case when die(n, 'gap') < 6 then 2 else 0 end else ends_on end as last
        from term_of
        union all
        select term_of.*, 2, raise_on, ends_on from term_of where raise_on < coalesce(ends_on, 'infinity')
    ) as parted
) as drawn
cross join lateral (select case per when 'month' then 1 when 'year' then 12 else 0.005871 end as times) as timed
order by n, first;

-- Weeks, and of some the whole of every second one; told a little longer than they stay.
insert into sereno.timesheet (placement_id, source, external_ref, starts_on, ends_on, state)
select n, 'test', n || '-' || week::date, week, week::date + case when n % 11 = 0 then 14 else 7 end,
    case when throw < 78 then 'client_ok' when throw < 96 then 'locked' when throw < 97 then 'submitted'
        when throw < 98 then 'disputed' else 'draft' end
from term_of
cross join lateral generate_series(
    date_trunc('week', greatest(starts_on, '2025-06-23'))::date,
    least(coalesce(ends_on + 3, '2027-01-03'), '2027-01-03'),
    case when n % 11 = 0 then interval '14 days' else interval '7 days' end
) as week
cross join lateral (select die(n, week::date::text) as throw) as thrown
where n % 13 <> 0 or per = 'hour'
order by n, week;

insert into sereno.timesheet_day (timesheet_id, day, kind, minutes)
select timesheet_id, day, kind, minutes
from sereno.timesheet
cross join lateral generate_series(starts_on, ends_on - 1, interval '1 day') as at (day)
cross join lateral (select die(timesheet_id, day::date::text) as throw, die(timesheet_id, 'week') as of_week) as thrown
cross join lateral (
    select case when of_week < 5 then 'vacation' when throw < 3 then 'vacation' when throw < 5 then 'sick'
            when throw < 7 then 'unpaid' when throw < 8 then 'leave' when throw < 9 then 'holiday' else 'work' end as kind,
        case when throw < 9 then 480 when of_week > 85 then 613 else 420 + throw end as minutes
    where extract(isodow from day) < 6
    union all
    select 'unpaid', 45 where throw > 95
    union all
    select 'work', 251 where extract(isodow from day) > 5 and of_week > 75
) as told
where of_week <> 50;

insert into sereno.pay_extra (placement_id, source, external_ref, kind, day, amount_minor, currency, is_billed)
select n, 'test', n || '-' || month::date || '-' || no, kind, month::date + die(n, 'day' || no) % 28,
    case when throw = 0 then 90000000::bigint else 12345 + throw * 337 end * case when extra_currency in ('COP', 'CLP', 'CRC') then 40 else 1 end,
    extra_currency, kind <> 'advance' and die(n, 'billed' || month) < 50
from term_of
cross join generate_series(date '2025-07-01', date '2026-12-01', interval '1 month') as month
cross join generate_series(1, 2) as no
cross join lateral (select die(n, month::date::text || no) as throw) as thrown
cross join lateral (
    select (array['bonus', 'reimbursement', 'advance'])[1 + throw % 3] as kind,
        (array['USD', coalesce(currency, 'GTQ'), 'EUR', 'BRL', 'CLP', 'USD', 'GTQ', coalesce(currency, 'USD')])[1 + die(n, 'extra') % 8] as extra_currency
) as told
where throw < 9
  and month >= starts_on
order by n, month, no;

insert into sereno.pay_statement (placement_id, source, external_ref, month_on, gross_minor, currency)
select n, 'test', n::text, '2026-06-01', 100000, 'USD' from term_of where n % 7 = 0;

insert into sereno.document (developer_id, source, external_ref, kind, state, issued_on, expires_on)
select developer_id, 'test', developer_id::text, 'retention_suspension',
    case when die(developer_id, 'paper') < 80 then 'verified' else 'received' end,
    case when die(developer_id, 'issued') < 80 then date '2025-09-30' end, date '2026-08-31'
from sereno.developer
where country in ('CL', 'PE') and die(developer_id, 'has paper') < 40;

insert into sereno.finding (rule, severity, subject_kind, subject_id, state, opened_on, severity_due, due_on)
select 'contract_ended', 'block_payment', case when developer_id % 2 = 0 then 'developer' else 'placement' end,
    developer_id, 'open', '2025-07-01', 'block_payment', '2025-07-01'
from sereno.developer
where developer_id % 41 = 0;
