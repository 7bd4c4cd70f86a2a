-- Every chunk of every run as one list, newest first, read a page at a time from wherever somebody
-- stands. What is done is most of it and is found along the primary key; these find the rest.

create index chunk_open_newest_idx on sereno.chunk (state, chunk_id) where state <> 'done';
create index chunk_failure_newest_idx on sereno.chunk (failure_id, chunk_id) where failure_id is not null;
