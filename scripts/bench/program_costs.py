"""What a program with a screen costs the person at it and the machine it runs on, measured from outside."""

import time

from terminal import COLUMNS, ROWS, Program

N_STARTS, N_KEYS, N_PAGES, N_MORE_KEYS, N_RESIZES, IDLE_SECONDS = 10, 200, 20, 1000, 200, 20


def at(values, share):
    return sorted(values)[min(len(values) * share // 100, len(values) - 1)]


def ms(values, *shares):
    return " / ".join(f"{at(values, share) * 1000:,.1f}" for share in shares)


def starts(argv, env, data):
    """Until there is something to read, and until the data is there."""
    painted, loaded = [], []
    for _ in range(N_STARTS):
        program = Program(argv, env)
        first, *then = program.shown(program.begun, r"\w\w", *([data] if data else []))
        painted.append(first)
        loaded += then
        program.end()
    return {"painted": ms(painted, 0, 50), "loaded": ms(loaded, 0, 50) if data else ""}


def moves(program, down, up):
    """Until a key is answered, and the bytes of the answer; the answers must not outlast a quiet moment."""
    waited, sizes = [], []
    for n in range(N_KEYS):
        program.quiet(0.03, most=0.3)
        since, before = time.perf_counter(), program.n_bytes
        program.type(up if n % 2 else down)
        data, came = program.read(5)
        if not data:
            raise SystemExit(f"a key is not answered:\n{program.screen.text()}")
        program.screen.feed(data)
        program.quiet(0.02, most=0.2)
        waited.append(came - since)
        sizes.append(program.n_bytes - before)
    return {"key": ms(waited, 50, 95), "move": f"{at(sizes, 50):,}"}


def pages(program, page):
    sizes = []
    for _ in range(N_PAGES):
        program.quiet(0.1, most=1)
        program.type(page)
        sizes.append(program.quiet(0.15, most=1))
    return {"page": f"{at(sizes, 50):,} / {max(sizes):,}"}


def idle(program, meanwhile=None):
    """CPU, wake-ups and bytes of some seconds in which nobody presses a key."""
    program.watch(2)
    (cpu, switches, _), begun, n_bytes = program.facts(), time.perf_counter(), program.n_bytes
    for _ in range(IDLE_SECONDS * 2):
        if meanwhile:
            meanwhile()
        program.watch(0.5)
    now, seconds = program.facts(), time.perf_counter() - begun
    percent, wakes, written = (now[0] - cpu) * 100, now[1] - switches, program.n_bytes - n_bytes
    return f"{percent / seconds:.2f} %, {wakes / seconds:,.1f}, {written / seconds:,.0f} B"


def more_keys(program, down):
    for _ in range(N_MORE_KEYS):
        program.type(down)
        program.watch(0.005)
    program.watch(1)


def resizes(program):
    """Frames of a storm, where the program marks them, and its bytes."""
    program.watch(1)
    program.n_frames, before = 0, program.n_bytes
    for n in range(N_RESIZES):
        program.resize(COLUMNS - (n + 1) % 2 * 40, ROWS - (n + 1) % 2 * 10)
        program.watch(0.002)
    program.watch(1)
    frames = f"{program.n_frames}" if program.n_frames else "not marked"
    return {"resizes": f"{frames}, {(program.n_bytes - before) // 1024:,} KiB"}


def common(argv, env, down, up, page, data=None):
    """What any program of this kind can be asked. The measures, and the program still at work."""
    said = starts(argv, env, data)
    program = Program(argv, env)
    program.shown(program.begun, data or r"\w\w")
    program.watch(2)
    held = program.held()
    said |= moves(program, down, up) | {"silent": idle(program)} | pages(program, page)
    more_keys(program, down)
    (all_before, own_before), (all_after, own_after) = held, program.held()
    said["held"] = f"{all_before:.1f} / {all_after:.1f}, {own_before:.1f} / {own_after:.1f}"
    return said | resizes(program), program
