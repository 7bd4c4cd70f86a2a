-- References an import under way has met, so that a reference that stands twice in a file is seen
-- however long the file is, without keeping them all in memory. Rows live and die inside the
-- import's transaction; nobody else ever sees one.

create unlogged table sereno.import_ref (
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    line bigint not null,                               -- line of the file it was first met in
    n bigint not null,                                  -- how often it was met
    constraint import_ref_pkey primary key (source, external_ref)
);
