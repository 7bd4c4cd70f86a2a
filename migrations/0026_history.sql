-- History has an end: what is older than it is kept for goes, the runs themselves stay as a line each.

alter table sereno.run
add column pruned_at timestamptz,                       -- instant its attempts and results were let go
add column n_chunks_kept integer,                       -- chunks it had, once they are gone
add column n_attempts_kept bigint,                      -- attempts it took
add column n_pairs_kept bigint,                         -- pairs it scored
add column n_matches_written_kept bigint,               -- match rows it wrote
add constraint run_pruned_check check ((pruned_at is null) = (n_chunks_kept is null));

create index run_unpruned_idx on sereno.run (business_date) where pruned_at is null;
