-- Whether a step still has open chunks is asked each time one ends.

create index chunk_unfinished_idx on sereno.chunk (step_id) where state in ('waiting', 'ready', 'leased');
