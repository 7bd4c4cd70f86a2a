//! Who is connected, and what the database lets them do.

use sereno_domain::clean_text::CleanText;
use sereno_domain::duty::{Duty, Standing};

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// The standing of whoever this connection belongs to: a duty is had by who may write what it writes.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn standing(conn: &mut PgConnection) -> Result<Standing, DbError> {
    let row = sqlx::query!(
        r#"select
            current_user::text as "login!",
            has_table_privilege('sereno.finding', 'update')
                and has_table_privilege('sereno.shortlist_step', 'insert') as "operator!",
            has_table_privilege('sereno.chunk', 'update')
                and has_table_privilege('sereno.retry', 'insert') as "on_call!",
            has_table_privilege('sereno.payroll_approval', 'insert') as "payroll!",
            has_table_privilege('sereno.audit_event', 'insert') as "audited!""#
    )
    .fetch_one(conn)
    .await
    .of("standing")?;
    let has = |duty: &Duty| {
        row.audited
            && match duty {
                Duty::Operator => row.operator,
                Duty::OnCall => row.on_call,
                Duty::Payroll => row.payroll,
            }
    };
    let duties = Duty::ALL.iter().copied().filter(has).collect();
    Ok(Standing { login: CleanText::new(&row.login), duties })
}
