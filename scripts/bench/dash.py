"""The dashboard over a ledger of many chunks, beside others of its kind: `dash.py CHUNKS`, run by
scripts/bench-dash, which brings up the server. Ends with an error only where something does not work at all.
"""

import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

import program_costs as costs
from ledger import OLDEST, fill, stopped_postgres
from payroll_firm import PSQL, URL
from terminal import COLUMNS, ROWS

SERENO = os.environ.get("SERENO_BINARY") or os.environ.get("CARGO_TARGET_DIR", "target") + "/release/sereno"
N_JUMPS = 10
# Lines of the table of chunks, without those that say how old it is.
TABLE = slice(5, ROWS)
MEASURES = {
    "painted": ("start to first text, min / p50 ms", "<= 15"),
    "loaded": ("start to data on screen, min / p50 ms", "<= 120"),
    "key": ("key to first byte, p50 / p95 ms", "<= 0.8 / <= 3"),
    "stopped": ("the same with Postgres stopped", "unchanged"),
    "move": ("bytes a cursor move, p50", "<= 500"),
    "page": ("bytes a page down, p50 / most", ""),
    "repaint": ("bytes of everything drawn anew", "<= 14,000"),
    "jump": ("jump to the last row, p50 / most ms", "<= 10"),
    "silent": ("idle, focused: CPU, wake-ups/s, bytes/s", "<= 0.08 %, 1.5, 50 B"),
    "live": ("the same, two changes a second", "<= 0.20 %"),
    "away": ("the same, not focused", "<= 0.02 %"),
    "held": (f"RSS MiB, at start / after {costs.N_MORE_KEYS:,} keys, its own", "<= 20, flat"),
    "resizes": (f"frames of {costs.N_RESIZES} resizes, bytes", "<= 30"),
}


def repaint(program):
    """Draws everything anew, over the last frame of a storm of resizes, which must have been right."""
    before = program.screen.text().splitlines()[TABLE]
    program.type("\x0c")
    n_bytes = program.quiet(0.1, most=1)
    after = program.screen.text().splitlines()[TABLE]
    if before != after:
        raise SystemExit("\n".join(["after the resizes this was shown", *before, "in place of", *after]))
    return f"{n_bytes:,}"


def jumps(program, newest, oldest):
    waited = []
    for _ in range(N_JUMPS):
        since = time.perf_counter()
        program.type("G")
        waited += program.shown(since, oldest)
        program.quiet(0.1, most=1)
        program.type("gg")
        program.shown(time.perf_counter(), newest)
        program.quiet(0.3, most=1)
    return costs.ms(waited, 50, 100)


def dashboard(env, newest):
    argv, first, last = [SERENO, "dash", "chunks"], str(newest), str(OLDEST)
    said, program = costs.common(argv, env, "j", "k", "\x06", first)
    said["repaint"] = repaint(program)
    program.type("gg")
    program.shown(time.perf_counter(), first)
    said["jump"] = jumps(program, first, last)
    with stopped_postgres():
        said["stopped"] = costs.moves(program, "j", "k")["key"]
    program.watch(3)
    psql = subprocess.Popen(PSQL, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    change = f"update sereno.chunk set n_attempts = n_attempts % 9 + 1 where chunk_id = {newest}; notify sereno_changed;\n"

    def change_it():
        psql.stdin.write("set session_replication_role = replica;" + change)
        psql.stdin.flush()

    said["live"] = costs.idle(program, change_it)
    psql.communicate()
    program.type("\x1b[O")
    said["away"] = costs.idle(program)
    program.end()
    return said


def beside(argv, env, down, up, page):
    said, program = costs.common(argv, env, down, up, page)
    program.end()
    return said


def main():
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"DATABASE_URL": URL, "SERENO_HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        subprocess.run([SERENO, "demo", "--developers", "300", "--roles", "20"], env=env, check=True, stdout=subprocess.DEVNULL)
        table = {"sereno": dashboard(env, fill(int(sys.argv[1])))}
        if shutil.which("btop"):
            table["btop"] = beside(["btop"], env | {"HOME": home}, "\x1b[B", "\x1b[A", "\x1b[6~")
        else:
            print("btop is not installed: it is not measured")
        # Written in Rust, and reads what not every machine has.
        kmon = "kmon" if shutil.which("kmon") and os.path.exists("/proc/modules") else ""
        if other := shlex.split(os.environ.get("SERENO_BENCH_TUI", kmon)):
            table[pathlib.Path(other[0]).name] = beside(other, env | {"HOME": home}, "j", "k", "\x1b[6~")
        else:
            print("SERENO_BENCH_TUI is not set and kmon cannot run here: nothing else in Rust is measured beside it")
    width = max(len(title) for title, _ in MEASURES.values())
    print(f"{COLUMNS}x{ROWS}".ljust(width), *(name.ljust(24) for name in table), "target", sep="  ")
    for key, (title, target) in MEASURES.items():
        print(title.ljust(width), *(said.get(key, "").ljust(24) for said in table.values()), target, sep="  ")


main()
