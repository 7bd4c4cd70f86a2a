"""A night by one command and a dashboard that watches it, neither started again, while the server is
restarted and their connections go half open: `survive.py SEED`, by scripts/survive."""

import os
import re
import shlex
import subprocess
import sys
import time

from stage import DATE, SERENO, Stage

stage = Stage(int(sys.argv[1]))
stage.plan(8500)
begun = time.monotonic()
tmux = ["tmux", "-L", f"survive-{os.getpid()}", "-f", "/dev/null"]
wrong = []


def say(what):
    print(f"{time.monotonic() - begun:6.1f} s  {what}", flush=True)


def screen():
    return subprocess.run([*tmux, "capture-pane", "-p"], capture_output=True, text=True).stdout


def until(what, seen, seconds=60):
    """Looks at the screen until it shows something; what it showed, and how long that took."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        shown = screen()
        if seen(shown):
            say(f"{what} after {time.monotonic() - started:.1f} s")
            return shown
        time.sleep(0.1)
    wrong.append(what)
    say(f"WRONG: not {what} within {seconds} s\n{screen()}")
    return ""


def done():
    return int(stage.sql("select count(*) from sereno.chunk where state = 'done'"))


variables = {name: stage.environment[name] for name in ("SERENO_HOME", "SERENO_CONFIG")}
shell = " ".join(f"{name}={shlex.quote(value)}" for name, value in {**variables, "DATABASE_URL": stage.through}.items())
subprocess.run([*tmux, "new-session", "-d", "-x", "120", "-y", "36", f"{shell} {os.path.abspath(SERENO)} dash"], check=True)
pid = subprocess.run([*tmux, "list-panes", "-F", "#{pane_pid}"], capture_output=True, text=True).stdout
until("the dashboard shows the night", lambda shown: "rescore" in shown)
night = stage.spawn("run", "nightly", "--date", DATE, "--wait")
for name, trouble in (("restart", stage.restart), ("half-open connections", lambda: stage.proxy.hold_all(25))):
    before = done()
    while done() < before + 100 and night.poll() is None:
        time.sleep(0.05)
    say(f"== {name}, with {done()} chunks done")
    trouble()
    before, started, later, seen = done(), time.monotonic(), 0.0, []
    while time.monotonic() - started < 30:
        if not later and done() > before:
            later = time.monotonic() - started
        link = re.search(r"[●◌▲✗] (live|slow|stale \w+|offline|connecting)", screen().splitlines()[0])
        if link and link[1] not in seen:
            seen.append(link[1])
    say(f"the next chunk is done {later:.1f} s later; within 30 s the dashboard says {', then '.join(seen)}")
    until("the dashboard is live", lambda shown: "● live" in shown, 60)
code = night.wait(timeout=300)
say(f"the command ended with {code}: {stage.sql('select state from sereno.run')}")
until("the dashboard shows that the night is done", lambda shown: "✓ done" in shown)
print(screen())
same = pid == subprocess.run([*tmux, "list-panes", "-F", "#{pane_pid}"], capture_output=True, text=True).stdout
subprocess.run([*tmux, "kill-server"])
sys.exit(bool(wrong) or code or not same)
