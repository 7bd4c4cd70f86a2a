//! Answers about roles and pairs, from the frozen inputs of the night that scored the role and of
//! the night before. Inputs are unpacked once and kept, and so is what was worked out of them, so
//! that looking at one developer after another is quick.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use anyhow::Context;
use sereno_db::board;
use sereno_db::board::answers::{answer_header, night_before};
use sereno_db::board::matches::why_header;
use sereno_db::error::DbError;
use sereno_db::pool::PgConnection;
use sereno_db::run::run_find_newest_ended;
use sereno_db::run_input::{run_input_load, run_input_n_patches};
use sereno_domain::board::WhyBoard;
use sereno_domain::board::answer::{
    AnswerHeader, ChangesBoard, CompareBoard, RoleBoard, WhatIfBoard,
};
use sereno_domain::board::best_roles::BestRolesBoard;
use sereno_domain::board::named::people;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId, RunId};
use sereno_domain::matching::Explanation;
use sereno_domain::matching::answer::PairAnswer;
use sereno_domain::matching::best_roles::best_roles;
use sereno_domain::matching::case::Case;
use sereno_domain::matching::changed::TwoNights;
use sereno_domain::matching::compare::Comparison;
use sereno_domain::matching::explain::explain;
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::relax::role_answer;
use sereno_domain::matching::setting::{Setting, SettingError};
use sereno_domain::matching::what_if::WhatIf;
use tokio::sync::Mutex;

/// Inputs kept: of a night and of the one before.
const N_INPUTS: usize = 2;
/// Answers kept. Inputs never change, so an answer is good for as long as its nights are looked at.
const N_ANSWERS: usize = 64;

/// Inputs as they stood when they were read: their run, and how much was scored anew since.
type Inputs = (RunId, i32);

/// Which pair of which nights.
type Pair = (Inputs, Option<Inputs>, RoleId, DeveloperId);

/// The inputs of the nights looked at last, and what was worked out of them.
#[derive(Default)]
pub(crate) struct Reasons {
    inputs: Mutex<VecDeque<(Inputs, Arc<Frozen>)>>,
    answers: Mutex<BTreeMap<Pair, Answer>>,
}

/// What there is to say about a pair.
#[derive(Clone)]
struct Answer {
    explanation: Explanation,
    pair: PairAnswer,
    before_unreadable: Option<CleanText>,
}

/// A night and the one before it; the latter may have been written by another version.
struct Nights {
    after: Arc<Frozen>,
    before: Option<Arc<Frozen>>,
    before_unreadable: Option<CleanText>,
}

impl Reasons {
    /// Why `developer_id` has their score for `role_id`, or why not; none when no night scored
    /// that role or that developer.
    pub(crate) async fn load(
        &self,
        conn: &mut PgConnection,
        role_id: RoleId,
        developer_id: DeveloperId,
    ) -> anyhow::Result<Option<WhyBoard>> {
        let Some(header) = why_header(conn, role_id, developer_id).await? else {
            return Ok(None);
        };
        let after = inputs_of(conn, header.run_id).await?;
        let before = match night_before(conn, header.run_id).await? {
            Some(run_id) => Some(inputs_of(conn, run_id).await?),
            None => None,
        };
        let pair = (after, before, role_id, developer_id);
        let kept = self.answers.lock().await.get(&pair).cloned();
        let found = match kept {
            Some(kept) => Some(kept),
            None => self.answer(conn, pair).await?,
        };
        let Some(Answer { explanation, pair: answer, before_unreadable }) = found else {
            return Ok(None);
        };
        let people = people(answer.people());
        Ok(Some(header.with(explanation, answer, people, before_unreadable)))
    }

    /// Works an answer out and keeps it.
    async fn answer(&self, conn: &mut PgConnection, pair: Pair) -> anyhow::Result<Option<Answer>> {
        let (after, before, role_id, developer_id) = pair;
        let Nights { after, before, before_unreadable } = self.nights(conn, after, before).await?;
        let found = compute(move || {
            let explanation = explain(&after, role_id, developer_id)?;
            let answer = PairAnswer::of(before.as_deref(), &after, role_id, developer_id)?;
            Some(Answer { explanation, pair: answer, before_unreadable })
        });
        let Some(found) = found.await? else {
            return Ok(None);
        };
        let mut answers = self.answers.lock().await;
        if answers.len() >= N_ANSWERS {
            answers.clear();
        }
        answers.insert(pair, found.clone());
        Ok(Some(found))
    }

    /// Who a role stops, and what relaxing it brings.
    pub(crate) async fn role(
        &self,
        conn: &mut PgConnection,
        role_id: RoleId,
    ) -> anyhow::Result<Option<RoleBoard>> {
        let Some((header, after)) = self.header(conn, role_id).await? else {
            return Ok(None);
        };
        let answer = compute(move || {
            let case = Case::of(&after, role_id)?;
            Some(role_answer(&case, &after.developers))
        });
        Ok(answer.await?.map(|answer| RoleBoard { header, answer }))
    }

    /// A role with some things set.
    pub(crate) async fn what_if(
        &self,
        conn: &mut PgConnection,
        role_id: RoleId,
        settings: Vec<Setting>,
    ) -> anyhow::Result<Option<WhatIfBoard>> {
        let Some((header, after)) = self.header(conn, role_id).await? else {
            return Ok(None);
        };
        let found = compute(move || -> Result<Option<WhatIf>, SettingError> {
            let Some(case) = Case::of(&after, role_id) else {
                return Ok(None);
            };
            WhatIf::of(&case, &after.developers, &settings).map(Some)
        });
        let Some(what_if) = found.await?? else {
            return Ok(None);
        };
        let seats = what_if.before.iter().chain(&what_if.after);
        let people = people(seats.map(|seat| seat.developer_id));
        Ok(Some(WhatIfBoard { header, what_if, people }))
    }

    /// Two developers side by side.
    pub(crate) async fn compare(
        &self,
        conn: &mut PgConnection,
        role_id: RoleId,
        pair: [DeveloperId; 2],
    ) -> anyhow::Result<Option<CompareBoard>> {
        let Some((header, after)) = self.header(conn, role_id).await? else {
            return Ok(None);
        };
        let found = compute(move || {
            let case = Case::of(&after, role_id)?;
            let order = case.order(&after.developers);
            Comparison::of(&after, &case, &order, pair)
        });
        let Some(comparison) = found.await? else {
            return Ok(None);
        };
        let people = people(pair);
        Ok(Some(CompareBoard { header, comparison, people }))
    }

    /// The roles that suit a developer best, by the inputs of the newest night: those on whose lists
    /// they are, and those whose lists others fill; none when no night scored them.
    pub(crate) async fn best_roles(
        &self,
        conn: &mut PgConnection,
        developer_id: DeveloperId,
    ) -> anyhow::Result<Option<BestRolesBoard>> {
        let Some(run_id) = run_find_newest_ended(conn).await? else {
            return Ok(None);
        };
        let inputs = inputs_of(conn, run_id).await?;
        let inputs = self.frozen(conn, inputs).await?;
        let Some(found) = compute(move || best_roles(&inputs, developer_id)).await? else {
            return Ok(None);
        };
        Ok(board::best_roles::best_roles(conn, developer_id, run_id, &found).await?)
    }

    /// A role against the night before; an error says why there is nothing to compare with.
    pub(crate) async fn changes(
        &self,
        conn: &mut PgConnection,
        role_id: RoleId,
    ) -> anyhow::Result<Option<ChangesBoard>> {
        let Some(header) = answer_header(conn, role_id).await? else {
            return Ok(None);
        };
        let after = inputs_of(conn, header.run_id).await?;
        let before = match header.before_run_id {
            Some(run_id) => Some(inputs_of(conn, run_id).await?),
            None => None,
        };
        let nights = self.nights(conn, after, before).await?;
        let Nights { after, before, before_unreadable } = nights;
        let before = before.with_context(|| match before_unreadable {
            Some(why) => why.into(),
            None => "there is no night before this one to compare with".to_owned(),
        })?;
        let found = compute(move || Some(TwoNights::of(&before, &after, role_id)?.role())).await?;
        let changed =
            found.with_context(|| format!("role {role_id} was not open the night before"))?;
        let people = people(changed.moved.iter().map(|moved| moved.developer_id));
        Ok(Some(ChangesBoard { header, changed, people }))
    }

    async fn header(
        &self,
        conn: &mut PgConnection,
        role_id: RoleId,
    ) -> anyhow::Result<Option<(AnswerHeader, Arc<Frozen>)>> {
        let Some(header) = answer_header(conn, role_id).await? else {
            return Ok(None);
        };
        let inputs = inputs_of(conn, header.run_id).await?;
        let after = self.frozen(conn, inputs).await?;
        Ok(Some((header, after)))
    }

    async fn nights(
        &self,
        conn: &mut PgConnection,
        after: Inputs,
        before: Option<Inputs>,
    ) -> anyhow::Result<Nights> {
        let after = self.frozen(conn, after).await?;
        let Some(before) = before else {
            return Ok(Nights { after, before: None, before_unreadable: None });
        };
        match self.frozen(conn, before).await {
            Ok(before) => Ok(Nights { after, before: Some(before), before_unreadable: None }),
            // Written by another version of sereno: said, and no reason to say nothing else.
            Err(DbError::Inputs { run_id, source }) => {
                let why = format!("the night before (run {run_id}) cannot be read: {source}");
                Ok(Nights { after, before: None, before_unreadable: Some(CleanText::new(&why)) })
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn frozen(
        &self,
        conn: &mut PgConnection,
        inputs: Inputs,
    ) -> Result<Arc<Frozen>, DbError> {
        let mut kept = self.inputs.lock().await;
        if let Some((_, frozen)) = kept.iter().find(|(of, _)| *of == inputs) {
            return Ok(Arc::clone(frozen));
        }
        let frozen = Arc::new(run_input_load(conn, inputs.0).await?);
        kept.truncate(N_INPUTS - 1);
        kept.push_front((inputs, Arc::clone(&frozen)));
        Ok(frozen)
    }
}

async fn inputs_of(conn: &mut PgConnection, run_id: RunId) -> Result<Inputs, DbError> {
    Ok((run_id, run_input_n_patches(conn, run_id).await?))
}

/// Runs computation off the runtime's own threads.
async fn compute<T: Send + 'static>(
    compute: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(compute).await.context("the answer failed")
}
