//! What an erasure takes away, table by table, and what it leaves under the number.

use sereno_domain::id::DeveloperId;
use sereno_domain::personal_data::Erased;

use crate::error::{DbError, StatementOf, count};
use crate::pool::PgConnection;
use crate::vault::Keys;

/// What stands in place of a text that must not be empty.
const EMPTIED: &str = "erased";

/// Erases a developer.
///
/// # Errors
/// [`DbError`] when a statement fails.
pub async fn erasure_in_tx(
    conn: &mut PgConnection,
    keys: &Keys,
    developer: DeveloperId,
) -> Result<Erased, DbError> {
    let n_names = delete_identity(conn, keys, developer.0).await?;
    let n_numbers = delete_numbers(conn, developer.0).await?;
    let n_accounts = delete_accounts(conn, developer.0).await?;
    let mut erased = Erased { n_names, n_numbers, n_accounts, ..Erased::default() };
    delete_facts(conn, developer.0, &mut erased).await?;
    empty_texts(conn, developer.0, &mut erased).await?;
    empty_rows(conn, developer.0, &mut erased).await?;
    Ok(erased)
}

/// Destroys the key, and has the import know whom not to bring back.
async fn delete_identity(
    conn: &mut PgConnection,
    keys: &Keys,
    developer: i64,
) -> Result<u64, DbError> {
    const WHAT: &str = "delete_identity";
    let row = sqlx::query!(
        "select source, external_ref
        from sereno.developer
        where developer_id = $1",
        developer
    )
    .fetch_one(&mut *conn)
    .await
    .of(WHAT)?;
    sqlx::query!(
        "insert into sereno.erased_reference (mark, developer_id)
        values ($1, $2)
        on conflict (mark) do nothing",
        keys.reference_mark(&row.source, &row.external_ref),
        developer
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    let names = sqlx::query!("delete from sereno.developer_pii where developer_id = $1", developer);
    let n_names = names.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    sqlx::query!("delete from sereno.person_key where developer_id = $1", developer)
        .execute(conn)
        .await
        .of(WHAT)?;
    Ok(n_names)
}

async fn delete_numbers(conn: &mut PgConnection, developer: i64) -> Result<u64, DbError> {
    let numbers = sqlx::query!(
        "delete from sereno.document_pii
        using sereno.document
        left join sereno.placement using (placement_id)
        where document.document_id = document_pii.document_id
          and (document.developer_id = $1 or placement.developer_id = $1)",
        developer
    );
    Ok(numbers.execute(conn).await.of("delete_numbers")?.rows_affected())
}

/// Payments stay, and no longer say where to.
async fn delete_accounts(conn: &mut PgConnection, developer: i64) -> Result<u64, DbError> {
    let accounts =
        sqlx::query!("delete from sereno.bank_account where developer_id = $1", developer);
    Ok(accounts.execute(conn).await.of("delete_accounts")?.rows_affected())
}

/// What is of them alone and nothing has to be kept of.
async fn delete_facts(
    conn: &mut PgConnection,
    developer: i64,
    erased: &mut Erased,
) -> Result<(), DbError> {
    const WHAT: &str = "delete_facts";
    let counts = sqlx::query!(
        r#"with skills as (
            delete from sereno.developer_skill where developer_id = $1 returning 1
        ), industries as (
            delete from sereno.developer_industry where developer_id = $1 returning 1
        ), scale as (
            delete from sereno.developer_scale where developer_id = $1 returning 1
        ), regimes as (
            delete from sereno.developer_regime where developer_id = $1 returning 1
        ), vetting as (
            delete from sereno.vetting_result where developer_id = $1 returning 1
        ), exclusions as (
            delete from sereno.exclusion where developer_id = $1 returning 1
        ), employments as (
            delete from sereno.former_employment where developer_id = $1 returning 1
        ), changes as (
            delete from sereno.developer_change where developer_id = $1 returning 1
        ), features as (
            delete from sereno.developer_feature where developer_id = $1 returning 1
        ), matches as (
            delete from sereno.match where developer_id = $1 returning 1
        ), checkins as (
            delete from sereno.checkin
            where placement_id in (select placement_id from sereno.placement where developer_id = $1)
            returning 1
        )
        select (select count(*) from skills) + (select count(*) from industries)
                + (select count(*) from scale) + (select count(*) from regimes)
                + (select count(*) from vetting) + (select count(*) from exclusions)
                + (select count(*) from employments) + (select count(*) from changes) + (select count(*) from features) as "n_facts!",
            (select count(*) from matches) as "n_matches!",
            (select count(*) from checkins) as "n_checkins!""#,
        developer
    )
    .fetch_one(conn)
    .await
    .of(WHAT)?;
    erased.n_facts = count(counts.n_facts);
    erased.n_matches = count(counts.n_matches);
    erased.n_checkins = count(counts.n_checkins);
    Ok(())
}

/// What people wrote about them.
async fn empty_texts(
    conn: &mut PgConnection,
    developer: i64,
    erased: &mut Erased,
) -> Result<(), DbError> {
    const WHAT: &str = "empty_texts";
    let incidents = sqlx::query!(
        "update sereno.incident
        set says = $2
        from sereno.placement
        where placement.placement_id = incident.placement_id
          and developer_id = $1
          and says <> $2",
        developer,
        EMPTIED
    );
    erased.n_texts += incidents.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    let overrides = sqlx::query!(
        "update sereno.match_override
        set reason = $2, end_reason = case when end_reason is null then null else $2 end
        where developer_id = $1
          and reason <> $2",
        developer,
        EMPTIED
    );
    erased.n_texts += overrides.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    // Steps are never changed: those with a note are written anew without it.
    let steps = sqlx::query!(
        "with gone as (
            delete from sereno.shortlist_step
            where developer_id = $1
              and note <> ''
            returning role_id, developer_id, no, state, reason, place, score, actor, at
        )
        insert into sereno.shortlist_step
            (role_id, developer_id, no, state, reason, note, place, score, actor, at)
        select role_id, developer_id, no, state, reason, '', place, score, actor, at
        from gone",
        developer
    );
    erased.n_texts += steps.execute(conn).await.of(WHAT)?.rows_affected();
    Ok(())
}

/// What stays of them: a number, a country, where they worked, what was paid, which papers there were.
async fn empty_rows(
    conn: &mut PgConnection,
    developer: i64,
    erased: &mut Erased,
) -> Result<(), DbError> {
    const WHAT: &str = "empty_rows";
    let documents = sqlx::query!(
        "update sereno.document
        set external_ref = 'erased-' || document_id, handed_in_by = null
        where developer_id = $1
           or placement_id in (select placement_id from sereno.placement where developer_id = $1)",
        developer
    );
    erased.n_documents_kept = documents.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    let placements = sqlx::query!(
        "update sereno.placement
        set external_ref = 'erased-' || placement_id, content_hash = null
        where developer_id = $1",
        developer
    );
    erased.n_placements_kept = placements.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    empty_references(conn, developer).await?;
    sqlx::query!(
        "update sereno.developer
        set external_ref = 'erased-' || developer_id,
            status = 'erased',
            tz = null,
            seniority = null,
            years_experience_tenths = null,
            english = null,
            available_from = null,
            weekly_capacity_hours = null,
            rate_floor_minor = null,
            rate_floor_currency = null,
            rate_floor_per = null,
            engagement = null,
            methodologies = '{}',
            communication = null,
            team_size_min = null,
            team_size_max = null,
            content_hash = '',
            row_version = row_version + 1,
            updated_at = now()
        where developer_id = $1",
        developer
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(())
}

/// What files called the rows of their placements, and what they themselves called their bills. Of
/// days away stays that they were paid, not that somebody was ill.
async fn empty_references(conn: &mut PgConnection, developer: i64) -> Result<(), DbError> {
    const WHAT: &str = "empty_references";
    sqlx::query!(
        r#"with mine as materialized (
            select placement_id from sereno.placement where developer_id = $1
        ), timesheets as (
            update sereno.timesheet
            set external_ref = 'erased-' || timesheet_id, content_hash = null
            where placement_id in (select placement_id from mine)
        ), fees as (
            update sereno.fee
            set external_ref = 'erased-' || fee_id, number = 'erased-' || fee_id
            where placement_id in (select placement_id from mine)
        ), supplements as (
            update sereno.supplement
            set external_ref = 'erased-' || supplement_id
            where placement_id in (select placement_id from mine)
        ), incidents as (
            update sereno.incident
            set external_ref = 'erased-' || incident_id
            where placement_id in (select placement_id from mine)
        ), extras as (
            update sereno.pay_extra
            set external_ref = 'erased-' || pay_extra_id
            where placement_id in (select placement_id from mine)
        ), statements as (
            update sereno.pay_statement
            set external_ref = 'erased-' || pay_statement_id
            where placement_id in (select placement_id from mine)
        ), terms as (
            update sereno.placement_terms
            set external_ref = 'erased-' || placement_terms_id
            where placement_id in (select placement_id from mine)
              and external_ref is not null
        ), ill as (
            delete from sereno.timesheet_day
            where kind = 'sick'
              and timesheet_id in (
                select timesheet_id from sereno.timesheet where placement_id in (select placement_id from mine)
              )
            returning timesheet_id, day, minutes
        )
        insert into sereno.timesheet_day as stored (timesheet_id, day, kind, minutes)
        select timesheet_id, day, 'leave', minutes
        from ill
        on conflict (timesheet_id, day, kind) do update
        set minutes = least(1440, stored.minutes + excluded.minutes)"#,
        developer
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    sqlx::query!(
        "update sereno.classification_answer
        set external_ref = null
        where placement_id in (select placement_id from sereno.placement where developer_id = $1)",
        developer
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(())
}
