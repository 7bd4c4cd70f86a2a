-- A worker is asked to leave by whoever is at the dashboard, not only by a signal on its own host: it
-- sees the wish over its liveness connection, claims no more, and finishes what it holds.

alter table sereno.worker
add column drain_asked_at timestamptz,                  -- instant it was asked to leave; null while nobody did
add column drain_asked_by text not null default '',     -- who: a login
add column drain_reason text not null default '',       -- why
add constraint worker_drain_check check ((drain_asked_at is null) = (drain_asked_by = ''));
