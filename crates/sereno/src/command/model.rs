//! `sereno model`: the score models, what one would do, and which is in force.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use sereno_db::board;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::model::{ModelsBoard, PreviewBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::effect::Mover;
use sereno_domain::matching::model::parameter::{
    ModelVersion, Parameter, ParameterChange, Setting,
};
use sereno_domain::matching::score_text;
use sereno_jobs::model::{
    Chosen, ModelRequest, model_activate, model_find, model_make, model_preview, model_rollback,
};

use crate::connect::Connection;
use crate::print::{self, styled};

/// Roles whose list changes that are printed; JSON has them all.
const N_ROLES_SHOWN: usize = 12;
/// Developers of one role that are printed.
const N_SIDE_BY_SIDE: usize = 20;

/// What can be done with models.
#[derive(Debug, Subcommand)]
pub(crate) enum ModelAction {
    /// List the models and what was chosen when, newest first
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print every number of a model with its range
    Show {
        /// The model
        version: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a model from another by setting some of its numbers
    New(NewArgs),
    /// Say what a model would do to the shortlists; nothing is written
    Preview {
        /// The model
        version: String,
        /// Show the list of this role before and after
        #[arg(long, value_name = "ROLE")]
        role: Option<RoleId>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Put a model in force for the nights to come
    Activate {
        /// The model
        version: String,
        #[command(flatten)]
        why: Why,
    },
    /// Go back to the model that was in force before
    Rollback {
        #[command(flatten)]
        why: Why,
    },
}

/// What is asked of a new model.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The model to start from
    #[arg(long, value_name = "VERSION")]
    from: String,
    /// What to call it
    #[arg(long = "as", value_name = "VERSION")]
    version: ModelVersion,
    /// A number to set, like weight.rate=700; the weights that are not set share what is left
    #[arg(long = "set", value_name = "NAME=NUMBER", required = true)]
    settings: Vec<Setting>,
    /// What it is meant to do
    #[arg(long)]
    note: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Why a choice is made.
#[derive(Debug, Args)]
pub(crate) struct Why {
    /// Why
    #[arg(long, value_parser = super::reason)]
    reason: CleanText,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does it.
pub(crate) async fn run(connection: &Connection, action: ModelAction) -> anyhow::Result<ExitCode> {
    let pool = &connection.pool;
    match action {
        ModelAction::List { json } => list(pool, json).await?,
        ModelAction::Show { version, json } => show(pool, &version, json).await?,
        ModelAction::New(args) => new(pool, args).await?,
        ModelAction::Preview { version, role, json } => {
            let mut board = model_preview(pool, &version, role).await?;
            let mut conn = pool::acquire(pool).await?;
            connection.names.put(&mut conn, "model", &mut board).await?;
            if json {
                print::json(&board)?;
            } else {
                tell_preview(&board);
            }
        }
        ModelAction::Activate { version, why } => {
            let chosen = model_activate(pool, &version, why.reason.as_str(), &super::actor()).await;
            tell_chosen(&chosen?, why.json)?;
        }
        ModelAction::Rollback { why } => {
            let chosen = model_rollback(pool, why.reason.as_str(), &super::actor()).await;
            tell_chosen(&chosen?, why.json)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(pool: &Pool, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let board = board::model::models(&mut conn).await?;
    if json {
        return print::json(&board);
    }
    tell_models(&board);
    Ok(())
}

fn tell_models(board: &ModelsBoard) {
    print::line(&styled(print::DIM, "           nights  model             from              note"));
    for model in &board.models {
        let in_force = if model.in_force { "in force" } else { "" };
        print::line(&format!(
            "{}  {:>6}  {:<16}  {:<16}  {}",
            styled(print::GOOD, format_args!("{in_force:<8}")),
            model.n_runs,
            model.version.as_str(),
            model.made_from.as_ref().map_or("-", CleanText::as_str),
            model.note
        ));
    }
    print::line("");
    for choice in &board.activations {
        print::line(&format!(
            "{}  {:<8}  {:<16}  {}: {}",
            styled(print::DIM, format_args!("{:.0}", choice.at)),
            choice.kind,
            choice.version.as_str(),
            choice.actor,
            choice.reason
        ));
    }
}

async fn show(pool: &Pool, version: &str, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let model = model_find(&mut conn, version).await?;
    let parameters = model.parameters();
    if json {
        return print::json(&parameters);
    }
    for Parameter { name, value, low, high } in parameters {
        let range = styled(print::DIM, format_args!("{low} to {high}"));
        print::line(&format!("{name:<32}  {value:>6}  {range}"));
    }
    Ok(())
}

async fn new(pool: &Pool, args: NewArgs) -> anyhow::Result<()> {
    let note = CleanText::new(&args.note);
    anyhow::ensure!(!note.is_empty(), "--note is empty: say what the model is meant to do");
    let request = ModelRequest {
        version: args.version,
        made_from: args.from,
        settings: args.settings,
        note: note.into(),
        actor: super::actor(),
    };
    let (model, changes) = model_make(pool, &request).await?;
    if args.json {
        let made_from = request.made_from;
        return print::json(&serde_json::json!({
            "version": model.version, "made_from": made_from, "changes": changes,
        }));
    }
    print::line(&format!("made {} from {}", model.version, request.made_from));
    tell_changes(&changes);
    print::note(&format!("what it would do: sereno model preview {}", model.version));
    Ok(())
}

fn tell_changes(changes: &[ParameterChange]) {
    for ParameterChange { name, before, after } in changes {
        let before = before.map_or_else(|| "-".to_owned(), |before| before.to_string());
        print::line(&format!("  {name:<32}  {before:>6} -> {after:>6}"));
    }
}

fn tell_preview(board: &PreviewBoard) {
    let effect = &board.effect;
    print::line(&styled(
        print::STRONG,
        format_args!(
            "{} instead of {}, for {} (run {})",
            board.version, board.version_before, board.business_date, board.run_id
        ),
    ));
    tell_changes(&board.changes);
    print::line(&format!(
        "{} of {} roles have another top five, {} another best; {} developers come on, {} leave; {} with nobody, now {}",
        effect.n_roles_top_changed,
        effect.n_roles,
        effect.n_roles_best_changed,
        effect.n_entered,
        effect.n_left,
        effect.n_roles_empty_after,
        effect.n_roles_empty_before,
    ));
    print::line(&format!(
        "{} of the first ten stay, in the mean of all roles",
        permille(effect.likeness_permille)
    ));
    if board.inputs_moved {
        print::note(&format!(
            "people, roles or the model have changed since run {}: both sides are scored as the firm is now",
            board.run_id
        ));
    }
    if let Some(lines) = &board.role {
        print::line("");
        for line in lines.iter().take(N_SIDE_BY_SIDE) {
            print::line(&mover(board, line, false));
        }
        return;
    }
    print::line("");
    for role in effect.roles.iter().take(N_ROLES_SHOWN) {
        print::line(&format!(
            "{:>5}  {:>6} stay  {}  {}",
            role.role_id,
            permille(role.likeness_permille),
            if role.best_changed { "another best" } else { "            " },
            title(board, role.role_id),
        ));
    }
    print::line("");
    for line in &effect.movers {
        print::line(&mover(board, line, true));
    }
    if let Some(role) = effect.roles.first() {
        let (version, role_id) = (&board.version, role.role_id);
        print::note(&format!("one role: sereno model preview {version} --role {role_id}"));
    }
}

fn mover(board: &PreviewBoard, line: &Mover, with_role: bool) -> String {
    let place = |rank: Option<u32>| rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
    let score = |score: Option<u32>| score.map_or_else(|| "-".to_owned(), score_text);
    let name = name(board, line.developer_id);
    let role = if with_role { title(board, line.role_id) } else { String::new() };
    let who = format!("{} {name}", line.developer_id);
    format!(
        "{:>5} -> {:>2}  {:>6} -> {:>6}  {who:<32}  {role}",
        place(line.rank_before),
        place(line.rank_after),
        score(line.score_before),
        score(line.score_after),
    )
}

fn title(board: &PreviewBoard, role_id: RoleId) -> String {
    let known = board.titles.get(&role_id);
    known.map_or_else(|| format!("role {role_id}"), |title| title.as_str().to_owned())
}

fn name(board: &PreviewBoard, developer_id: DeveloperId) -> String {
    let known = board.names.get(&developer_id);
    known.map_or_else(String::new, |name| name.as_str().to_owned())
}

/// Thousandths as people read them: `87.4 %`.
fn permille(thousandths: u32) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

fn tell_chosen(chosen: &Chosen, json: bool) -> anyhow::Result<()> {
    if json {
        return print::json(chosen);
    }
    let Chosen { version, version_before } = chosen;
    print::line(&format!(
        "{version} is in force for the nights to come, instead of {version_before}"
    ));
    print::note(
        "the last night again by it: sereno run nightly --date DATE --wait --revise REASON",
    );
    Ok(())
}
