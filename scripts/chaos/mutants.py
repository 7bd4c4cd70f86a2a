"""Each mutant is a fault somebody could make; a test must fail of it: `mutants.py [NAME]`, by scripts/mutants."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

CHUNK, MIGRATION, RUNNER, QUEUE = (
    "crates/db/src/chunk.rs", "migrations/0004_run.sql", "crates/jobs/src/runner.rs", "crates/db/src/queue.rs",
)
LEDGER = ["--test", "ledger"]
# What is forgotten, where, the lines it is made of, and the tests that must see it.
MUTANTS = {
    "no fence": (LEDGER, [
        (CHUNK, "    if held.is_none() {\n        return Ok(false);\n    }\n", "    let _ = held;\n"),
    ]),
    "a fence without a lock": (LEDGER, [
        (CHUNK, "          and token = $2\n          and state = 'leased'\n        for update\",", "          and token = $2\n          and state = 'leased'\","),
    ]),
    "a fence by the worker's name": (LEDGER, [
        (CHUNK, "          and token = $2\n          and state = 'leased'\n        for update\",", "          and worker_id = (select worker_id from sereno.attempt where token = $2)\n          and state = 'leased'\n        for update\","),
    ]),
    "no key of receipts": (LEDGER, [
        (MIGRATION, "    chunk_id bigint primary key references sereno.chunk on delete cascade, -- once for a chunk, ever", "    chunk_id bigint not null references sereno.chunk on delete cascade,"),
    ]),
    "attempts counted at the end": (LEDGER, [
        (CHUNK, "                n_attempts = n_attempts + 1,\n", ""),
        (CHUNK, "            failure_id = $5,\n", "            failure_id = $5,\n            n_attempts = n_attempts + 1,\n"),
    ]),
    "a time gate on what is due now": (["--test", "night", "clock_that_steps_back"], [
        (QUEUE, "           or task.status = 'Pending'\n          and task.run_at > excluded.run_at", ""),
    ]),
}
ROOT = pathlib.Path.cwd()


def cargo(tree, tests, *more):
    """Runs the tests on a server of their own; queries are checked against the tree's own migrations."""
    inside = (
        'for file in migrations/*.sql; do "$SERENO_PG_BIN/psql" -q "$SERENO_TEST_DATABASE_URL" -f "$file" >/dev/null; done; '
        'SERENO_SQLX_URL=$SERENO_TEST_DATABASE_URL SQLX_OFFLINE=false exec cargo test -q --workspace "$@"'
    )
    command = ["scripts/test-server", "sh", "-c", inside, "sh", *tests, *more]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True)


def copied(tree):
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)


def caught(tree, tests, changes):
    kept = {name: (tree / name).read_text() for name, _, _ in changes}
    for name, old, new in changes:
        text = (tree / name).read_text()
        if text.count(old) != 1:
            sys.exit(f"{name} no longer holds what a mutant changes:\n{old}")
        (tree / name).write_text(text.replace(old, new))
    built = cargo(tree, tests, "--no-run") if len(tests) == 2 else None
    if built and built.returncode:
        sys.exit(f"a mutant does not compile:\n{built.stderr}")
    failed = cargo(tree, tests)
    for name, text in kept.items():
        (tree / name).write_text(text)
    return failed.returncode != 0 and "test result: FAILED" in failed.stdout


with tempfile.TemporaryDirectory() as folder:
    tree = pathlib.Path(folder)
    copied(tree)
    wanted = {name: mutant for name, mutant in MUTANTS.items() if not sys.argv[1:] or name in sys.argv[1:]}
    alive = []
    for name, (tests, changes) in wanted.items():
        seen = caught(tree, tests, changes)
        print(f"{'caught' if seen else 'ALIVE '}  {name}", flush=True)
        alive += [] if seen else [name]
    calm = cargo(tree, LEDGER)
    print("passes  nothing forgotten" if calm.returncode == 0 else calm.stdout + calm.stderr)
sys.exit(bool(alive) or calm.returncode)
