//! The questions of the house and what their answers say of them.

use std::collections::BTreeMap;

use sereno_domain::question::QuestionBank;
use sereno_domain::question::statistics::{PairSums, QuestionLine, flag};

use crate::error::{DbError, StatementOf, count, small, word};
use crate::pool::PgConnection;

/// Between the words of a list that travels as one text: no vocabulary has it.
const BETWEEN_WORDS: &str = ",";

/// Writes the questions of a bank: scorecards may only name questions that are there. One that is
/// no longer in the bank stays, with its answers.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn question_upsert(conn: &mut PgConnection, bank: &QuestionBank) -> Result<(), DbError> {
    let questions = bank.questions();
    let slugs: Vec<String> = questions.iter().map(|asked| asked.slug.clone()).collect();
    let kinds: Vec<String> = questions.iter().map(|asked| asked.kind.to_string()).collect();
    let competencies: Vec<String> = questions
        .iter()
        .map(|asked| asked.competencies.iter().map(ToString::to_string).collect::<Vec<_>>())
        .map(|words| words.join(BETWEEN_WORDS))
        .collect();
    let texts: Vec<String> = questions.iter().map(|asked| asked.text.clone()).collect();
    let answers: Vec<String> = questions.iter().map(|asked| asked.good_answer.clone()).collect();
    sqlx::query!(
        "insert into sereno.interview_question as kept
            (slug, kind, competencies, question, good_answer)
        select slug, kind, string_to_array(competencies, ','), question, good_answer
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
            as given (slug, kind, competencies, question, good_answer)
        order by slug
        on conflict (slug) do update
        set kind = excluded.kind,
            competencies = excluded.competencies,
            question = excluded.question,
            good_answer = excluded.good_answer
        where (kept.kind, kept.competencies, kept.question, kept.good_answer)
            is distinct from
            (excluded.kind, excluded.competencies, excluded.question, excluded.good_answer)",
        &slugs,
        &kinds,
        &competencies,
        &texts,
        &answers
    )
    .execute(conn)
    .await
    .of("question_upsert")?;
    Ok(())
}

/// Every question with its statistics and what is wrong with it, by kind and slug.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn question_list(conn: &mut PgConnection) -> Result<Vec<QuestionLine>, DbError> {
    const TABLE: &str = "interview_question";
    let sums = pair_sums(conn).await?;
    let rows = sqlx::query!(
        r#"select slug, kind, competencies, interview_question.question,
            count(score) as "n_uses!", coalesce(sum(score), 0)::bigint as "points!: i64",
            max(held_on) as last_used_on
        from sereno.interview_question
        left join sereno.scorecard_item on scorecard_item.question = slug
        group by slug
        order by array_position(array['behavioural', 'technical', 'practical'], kind), slug"#
    )
    .fetch_all(conn)
    .await
    .of("question_list")?;
    let lines: Result<Vec<QuestionLine>, DbError> = rows
        .into_iter()
        .map(|row| {
            let competencies =
                row.competencies.iter().map(|text| word(TABLE, "competencies", text));
            let n_uses = count(row.n_uses);
            let mean = count(row.points).saturating_mul(100).checked_div(n_uses);
            Ok(QuestionLine {
                kind: word(TABLE, "kind", &row.kind)?,
                competencies: competencies.collect::<Result<_, _>>()?,
                text: row.question,
                n_uses,
                mean_hundredths: mean.and_then(|mean| u32::try_from(mean).ok()),
                discrimination_permille: sums
                    .get(&row.slug)
                    .and_then(|sums| sums.correlation_permille()),
                last_used_on: row.last_used_on.map(Into::into),
                flags: Vec::new(),
                slug: row.slug,
            })
        })
        .collect();
    let mut lines = lines?;
    flag(&mut lines);
    Ok(lines)
}

/// For each question, its score beside the mean of the same person's other scores, summed up.
async fn pair_sums(conn: &mut PgConnection) -> Result<BTreeMap<String, PairSums>, DbError> {
    let rows = sqlx::query!(
        r#"with whole as (
            select developer_id, count(*) as n, sum(score)::bigint as points
            from sereno.scorecard_item
            group by developer_id
            having count(*) > 1
        ), pair as (
            select question, score::bigint as x, (points - score) * 100 / (n - 1) as y
            from sereno.scorecard_item
            join whole using (developer_id)
            where question is not null
        )
        select question as "question!", count(*) as "n!", sum(x)::bigint as "x!",
            sum(y)::bigint as "y!", sum(x * y)::bigint as "xy!", sum(x * x)::bigint as "xx!",
            sum(y * y)::bigint as "yy!"
        from pair
        group by question"#
    )
    .fetch_all(conn)
    .await
    .of("question_list")?;
    let sums = rows.into_iter().map(|row| {
        let sums = PairSums {
            n: small(row.n),
            x: small(row.x),
            y: small(row.y),
            xy: small(row.xy),
            xx: small(row.xx),
            yy: small(row.yy),
        };
        (row.question, sums)
    });
    Ok(sums.collect())
}
