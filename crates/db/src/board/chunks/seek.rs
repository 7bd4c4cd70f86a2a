//! Which chunks a page holds: their ids, by whichever way is short for the filter at hand. Each way
//! is one statement whose plan does not depend on what the planner guesses of its arguments.

use super::Narrowed;
use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// The ways in one direction from an id, which is left out: the nearest `n` first.
macro_rules! ways {
    ($towards:ident, $beyond:tt, $order:tt) => {
        pub(super) mod $towards {
            use super::*;

            /// The nearest `n` chunks beyond `from` that pass.
            pub(in super::super) async fn ids(
                conn: &mut PgConnection,
                narrowed: &Narrowed,
                (from, n): (i64, i64),
            ) -> Result<Vec<i64>, DbError> {
                match narrowed {
                    Narrowed { steps: Some(steps), .. } => {
                        by_step(conn, narrowed, steps, (from, n)).await
                    }
                    Narrowed { failures: Some(failures), .. } => {
                        by_failure(conn, narrowed, failures, (from, n)).await
                    }
                    Narrowed { states: Some(states), .. }
                        if states.iter().all(|state| *state != "done") =>
                    {
                        by_state(conn, narrowed, states, (from, n)).await
                    }
                    Narrowed { .. } => by_id(conn, narrowed, (from, n)).await,
                }
            }

            /// Few steps pass: their chunks are gathered first.
            async fn by_step(
                conn: &mut PgConnection,
                narrowed: &Narrowed,
                steps: &[i64],
                (from, n): (i64, i64),
            ) -> Result<Vec<i64>, DbError> {
                sqlx::query_scalar!(
                    "with few as materialized (
                        select chunk_id, state, failure_id
                        from sereno.chunk
                        where step_id = any($1)
                    )
                    select chunk_id
                    from few
                    where chunk_id "
                        + $beyond
                        + " $2
                      and ($4::text[] is null or state = any($4))
                      and ($5::bigint[] is null or failure_id = any($5))
                      and (failure_id is null or failure_id <> all($6))
                    order by chunk_id "
                        + $order
                        + "
                    limit $3",
                    steps,
                    from,
                    n,
                    narrowed.states.as_deref() as _,
                    narrowed.failures.as_deref() as _,
                    &narrowed.not_failures
                )
                .fetch_all(conn)
                .await
                .of("chunk_ids_by_step")
            }

            /// Only what failed in certain ways passes: each way has an index of its own.
            async fn by_failure(
                conn: &mut PgConnection,
                narrowed: &Narrowed,
                failures: &[i64],
                (from, n): (i64, i64),
            ) -> Result<Vec<i64>, DbError> {
                sqlx::query_scalar!(
                    r#"select near.chunk_id as "chunk_id!"
                    from unnest($1::bigint[]) as wanted (failure_id)
                    cross join lateral (
                        select chunk_id
                        from sereno.chunk
                        where chunk.failure_id = wanted.failure_id
                          and chunk_id "#
                        + $beyond
                        + r#" $2
                          and ($4::text[] is null or state = any($4))
                          and chunk.failure_id <> all($5)
                          and chunk.run_id <> all($6)
                          and ($7::text[] is null or exists (
                            select
                            from sereno.step
                            where step.step_id = chunk.step_id
                              and kind = any($7)
                          ))
                        order by chunk_id "#
                        + $order
                        + r#"
                        limit $3
                    ) as near
                    order by near.chunk_id "#
                        + $order
                        + "
                    limit $3",
                    failures,
                    from,
                    n,
                    narrowed.states.as_deref() as _,
                    &narrowed.not_failures,
                    &narrowed.not_runs,
                    narrowed.kinds.as_deref() as _
                )
                .fetch_all(conn)
                .await
                .of("chunk_ids_by_failure")
            }

            /// Only what is not done passes: each state has its part of an index.
            async fn by_state(
                conn: &mut PgConnection,
                narrowed: &Narrowed,
                states: &[&'static str],
                (from, n): (i64, i64),
            ) -> Result<Vec<i64>, DbError> {
                sqlx::query_scalar!(
                    r#"select near.chunk_id as "chunk_id!"
                    from unnest($1::text[]) as wanted (state)
                    cross join lateral (
                        select chunk_id
                        from sereno.chunk
                        where chunk.state = wanted.state
                          and chunk.state <> 'done'
                          and chunk_id "#
                        + $beyond
                        + r#" $2
                          and (failure_id is null or failure_id <> all($4))
                          and chunk.run_id <> all($5)
                          and ($6::text[] is null or exists (
                            select
                            from sereno.step
                            where step.step_id = chunk.step_id
                              and kind = any($6)
                          ))
                        order by chunk_id "#
                        + $order
                        + r#"
                        limit $3
                    ) as near
                    order by near.chunk_id "#
                        + $order
                        + "
                    limit $3",
                    states as _,
                    from,
                    n,
                    &narrowed.not_failures,
                    &narrowed.not_runs,
                    narrowed.kinds.as_deref() as _
                )
                .fetch_all(conn)
                .await
                .of("chunk_ids_by_state")
            }

            /// Most chunks pass: one after the other.
            async fn by_id(
                conn: &mut PgConnection,
                narrowed: &Narrowed,
                (from, n): (i64, i64),
            ) -> Result<Vec<i64>, DbError> {
                sqlx::query_scalar!(
                    "select chunk_id
                    from sereno.chunk
                    where chunk_id "
                        + $beyond
                        + " $1
                      and ($3::text[] is null or state = any($3))
                      and (failure_id is null or failure_id <> all($4))
                      and chunk.run_id <> all($5)
                      and ($6::text[] is null or exists (
                        select
                        from sereno.step
                        where step.step_id = chunk.step_id
                          and kind = any($6)
                      ))
                    order by chunk_id "
                        + $order
                        + "
                    limit $2",
                    from,
                    n,
                    narrowed.states.as_deref() as _,
                    &narrowed.not_failures,
                    &narrowed.not_runs,
                    narrowed.kinds.as_deref() as _
                )
                .fetch_all(conn)
                .await
                .of("chunk_ids_by_id")
            }
        }
    };
}

ways!(older, "<", "desc");
ways!(newer, ">", "asc");
