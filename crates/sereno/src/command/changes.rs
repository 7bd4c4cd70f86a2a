//! `sereno changes ROLE [DEVELOPER]`: what changed since the night before, and why.

use std::process::ExitCode;

use anyhow::bail;
use sereno_db::pool;
use sereno_domain::board::answer::ChangesBoard;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::changed::Moved;
use sereno_domain::matching::score_text;

use super::answer;
use crate::connect::Connection;
use crate::print::{self, styled};
use crate::why::Reasons;

/// Prints what changed for a role: its demands, and everybody who moved on its list.
pub(crate) async fn role(
    connection: &Connection,
    role_id: RoleId,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = Reasons::default().changes(&mut conn, role_id).await?;
    connection.names.put(&mut conn, "changes", &mut found).await?;
    let Some(board) = found else {
        bail!(answer::no_night(role_id));
    };
    if json {
        print::json(&board)?;
    } else {
        show(&board);
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what changed for a pair.
pub(crate) async fn pair(
    connection: &Connection,
    role_id: RoleId,
    developer_id: DeveloperId,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = Reasons::default().load(&mut conn, role_id, developer_id).await?;
    connection.names.put(&mut conn, "changes", &mut found).await?;
    let Some(why) = found else {
        bail!("no night has scored developer {developer_id} for role {role_id}");
    };
    if let Some(unreadable) = &why.before_unreadable {
        bail!("{unreadable}");
    }
    let Some(changed) = &why.answer.changed else {
        bail!(
            "there is no night before in which developer {developer_id} was scored for role {role_id}"
        );
    };
    if json {
        print::json(changed)?;
    } else {
        let heading = format_args!("{} for {} @ {}", why.name, why.role.title, why.role.client);
        print::line(&styled(print::STRONG, heading));
        answer::pair_change(changed);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(board: &ChangesBoard) {
    let (role, changed) = (&board.header.role, &board.changed);
    print::line(&styled(
        print::STRONG,
        format_args!("role {}: {} @ {}", role.role_id, role.title, role.client),
    ));
    let [before, after] = changed.dates;
    let [n_before, n_after] = changed.n_qualified;
    print::line(&format!("{before} to {after}: {n_after} qualify, {n_before} before"));
    for (what, before, after) in &changed.demands {
        print::line(&format!("  the role's {what}: {before} -> {after}"));
    }
    if changed.moved.is_empty() {
        print::line("nobody on the list moved");
    }
    for moved in &changed.moved {
        print::line("");
        print::line(&format!(
            "{}  {}",
            place(moved),
            answer::short_name(&board.people, moved.developer_id)
        ));
        for cause in &moved.causes {
            print::line(&format!("  {}", answer::cause_line(cause)));
        }
        if moved.causes.is_empty() {
            print::line("  nothing of their own changed");
        }
    }
    print::note(&format!("\nby the frozen inputs of run {}", board.header.run_id));
}

fn place(moved: &Moved) -> String {
    let side = |side: Option<(u32, u32)>| {
        side.map_or_else(
            || "off".to_owned(),
            |(place, score)| format!("{place} ({})", score_text(score)),
        )
    };
    format!("{:>12} -> {:<12}", side(moved.before), side(moved.after))
}
