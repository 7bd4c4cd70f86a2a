//! Alerts: raised once while what they tell of lasts, and delivered once by each way.

use sereno_domain::alert::{AlertChannel, AlertLine, DeliveryLine};
use sereno_domain::check::{CheckLevel, CheckLine};
use sereno_domain::clean_text::CleanText;

use crate::error::{DbError, StatementOf, count, word};
use crate::pool::PgConnection;

/// Tries after which a delivery is given up.
const N_TRIES_MAX: i16 = 8;
/// Minutes after which a delivery whose worker went away over it is tried again.
const UNSURE_MINUTES: i32 = 5;
/// Alerts listed.
const N_LISTED: i64 = 50;

/// Brings the open alerts in line with what was found: raises what is new, to be told by `channels`,
/// and resolves what is no longer so. Two that do it at once take turns; how many were raised.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn alert_align_in_tx(
    conn: &mut PgConnection,
    lines: &[CheckLine],
    channels: &[AlertChannel],
) -> Result<u64, DbError> {
    sqlx::query!(r#"select pg_advisory_xact_lock(hashtext('sereno.alert')) as "done!: ()""#)
        .fetch_one(&mut *conn)
        .await
        .of("alert_align_in_tx")?;
    let bad: Vec<&CheckLine> = lines.iter().filter(|line| line.level != CheckLevel::Ok).collect();
    let column =
        |of: fn(&CheckLine) -> String| -> Vec<String> { bad.iter().map(|line| of(line)).collect() };
    let subjects = column(|line| line.subject.to_owned());
    let levels = column(|line| line.level.to_string());
    let words = column(|line| line.words.clone());
    let channels: Vec<String> = channels.iter().map(ToString::to_string).collect();
    sqlx::query!(
        "update sereno.alert
        set resolved_at = clock_timestamp()
        where resolved_at is null
          and not exists (
            select from unnest($1::text[], $2::text[]) as found (subject, level)
            where found.subject = alert.subject
              and found.level = alert.level
          )",
        &subjects,
        &levels
    )
    .execute(&mut *conn)
    .await
    .of("alert_align_in_tx")?;
    sqlx::query!(
        "update sereno.alert
        set words = found.words
        from unnest($1::text[], $2::text[], $3::text[]) as found (subject, level, words)
        where resolved_at is null
          and alert.subject = found.subject
          and alert.level = found.level
          and alert.words <> found.words",
        &subjects,
        &levels,
        &words
    )
    .execute(&mut *conn)
    .await
    .of("alert_align_in_tx")?;
    let raised = sqlx::query_scalar!(
        r#"with raised as (
            insert into sereno.alert (subject, level, words)
            select subject, level, words
            from unnest($1::text[], $2::text[], $3::text[]) as found (subject, level, words)
            on conflict (subject, level) where resolved_at is null do nothing
            returning alert_id
        ), told as (
            insert into sereno.alert_delivery (alert_id, channel)
            select alert_id, channel
            from raised, unnest($4::text[]) as channel
        )
        select count(*) as "n!" from raised"#,
        &subjects,
        &levels,
        &words,
        &channels
    )
    .fetch_one(conn)
    .await
    .of("alert_align_in_tx")?;
    Ok(count(raised))
}

/// A delivery this worker is to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Of which alert.
    pub alert_id: i64,
    /// By which way.
    pub channel: AlertChannel,
    /// What was looked at.
    pub subject: String,
    /// How bad it is.
    pub level: CheckLevel,
    /// What was found.
    pub words: CleanText,
}

/// Takes the next delivery that is due by one of the ways, for this worker alone; none when there is
/// none. One whose worker went away over it is due again: an alert told twice does less harm than one
/// that nobody was told.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn delivery_take(
    conn: &mut PgConnection,
    channels: &[AlertChannel],
) -> Result<Option<Delivery>, DbError> {
    let channels: Vec<String> = channels.iter().map(ToString::to_string).collect();
    let row = sqlx::query!(
        r#"with due as (
            select alert_id, channel
            from sereno.alert_delivery
            where state in ('pending', 'sending')
              and next_at <= clock_timestamp()
              and channel = any($1)
            order by next_at
            limit 1
            for update skip locked
        ), taken as (
            update sereno.alert_delivery as own
            set state = 'sending',
                n_tries = n_tries + 1,
                next_at = clock_timestamp() + make_interval(mins => $2)
            from due
            where own.alert_id = due.alert_id
              and own.channel = due.channel
            returning own.alert_id, own.channel
        )
        select alert_id as "alert_id!", channel as "channel!", subject, level, words
        from taken
        join sereno.alert using (alert_id)"#,
        &channels,
        UNSURE_MINUTES
    )
    .fetch_optional(conn)
    .await
    .of("delivery_take")?;
    row.map(|row| {
        Ok(Delivery {
            alert_id: row.alert_id,
            channel: word("alert_delivery", "channel", &row.channel)?,
            subject: row.subject,
            level: word("alert", "level", &row.level)?,
            words: CleanText::new(&row.words),
        })
    })
    .transpose()
}

/// Notes what came of a delivery: taken, or to be tried again after a while that doubles, until it is
/// given up.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn delivery_note(
    conn: &mut PgConnection,
    delivery: &Delivery,
    error: Option<&CleanText>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.alert_delivery
        set state = case when $3::text is null then 'sent' when n_tries < $4 then 'pending' else 'gave_up' end,
            sent_at = case when $3::text is null then clock_timestamp() end,
            error = left($3, 1000),
            next_at = clock_timestamp() + make_interval(secs => 15 * 2 ^ n_tries)
        where alert_id = $1
          and channel = $2
          and state = 'sending'",
        delivery.alert_id,
        delivery.channel.name(),
        error.map(CleanText::as_str),
        N_TRIES_MAX
    )
    .execute(conn)
    .await
    .of("delivery_note")?;
    Ok(())
}

/// The newest alerts, the open ones first.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn alert_list(conn: &mut PgConnection) -> Result<Vec<AlertLine>, DbError> {
    let rows = sqlx::query!(
        r#"select alert_id, subject, level, words, raised_at, resolved_at,
            coalesce((
                select jsonb_agg(jsonb_build_object('channel', channel, 'state', state,
                    'n_tries', n_tries, 'error', error) order by channel)
                from sereno.alert_delivery
                where alert_delivery.alert_id = alert.alert_id
            ), '[]') as "deliveries!: sqlx::types::Json<Vec<DeliveryLine>>"
        from sereno.alert
        order by resolved_at is not null, alert_id desc
        limit $1"#,
        N_LISTED
    )
    .fetch_all(conn)
    .await
    .of("alert_list")?;
    rows.into_iter()
        .map(|row| {
            Ok(AlertLine {
                alert_id: row.alert_id,
                subject: CleanText::new(&row.subject),
                level: word("alert", "level", &row.level)?,
                words: CleanText::new(&row.words),
                raised_at: row.raised_at.into(),
                resolved_at: row.resolved_at.map(Into::into),
                deliveries: row.deliveries.0,
            })
        })
        .collect()
}
