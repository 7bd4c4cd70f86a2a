"""A shift on the dashboard by keys alone: by scripts/shift."""

import os
import re
import shlex
import subprocess
import sys
import time

from stage import SERENO, Stage

COLUMNS, ROWS = sys.argv[1].split("x")
stage = Stage(1)
for args in (["demo", "--developers", "1500", "--roles", "40", "--months", "3"],):
    stage.sereno(*args).check_returncode()
stage.sql("""create function refuse() returns trigger language plpgsql as
    $$ begin raise 'disk quota exceeded on tablespace nights, role %', new.role_id; end $$;
create trigger refuse before insert on sereno.role_night for each row when (new.role_id % 3 = 0) execute function refuse()""")
worker = stage.spawn("worker")
stage.sereno("run", "nightly")
tmux = ["tmux", "-L", f"shift-{os.getpid()}", "-f", "/dev/null"]
n_keys, unanswered = 0, []


def screen():
    return subprocess.run([*tmux, "capture-pane", "-p"], capture_output=True, text=True).stdout


def press(*keys):
    global n_keys
    for key in keys:
        subprocess.run([*tmux, "send-keys", *(["-l"] if len(key) > 1 and ":" in key else []), key], check=True)
        n_keys += len(key) if ":" in key else 1
        time.sleep(0.7)


def answered(question, *words):
    """Waits until every word is on the screen, and shows it."""
    for _ in range(40):
        seen = screen()
        missing = [word for word in words if not re.search(word, seen)]
        if not missing:
            break
        time.sleep(0.5)
    else:
        unanswered.append(f"{question} {missing}")
    print(f"== {question} ({n_keys} keys so far)\n{seen}", flush=True)


def ended(*states):
    for _ in range(1500):
        if (state := stage.sql("select state from sereno.run where pipeline = 'nightly'")) in states:
            return state
        time.sleep(0.2)
    sys.exit("the night does not end")


print("the night ended", ended("incomplete", "failed"))
stage.sereno("payroll", "prepare", "--wait")
variables = {name: stage.environment[name] for name in ("SERENO_HOME", "SERENO_CONFIG", "DATABASE_URL")}
shell = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
dash = f"{shell} {os.path.abspath(SERENO)} dash"
subprocess.run([*tmux, "new-session", "-d", "-x", COLUMNS, "-y", ROWS, dash], check=True)
answered("what needs somebody?", "NEEDS YOU", "disk quota")
press("4", "z")
answered("what failed tonight, and why?", "disk quota exceeded")
stage.sql("drop trigger refuse on sereno.role_night")
press("R", "Tab")
answered("what would go round again?", "disk quota|quarantine")
press("Enter", "y")
state = ended("done")
press("1")
answered(f"is it mended? the night is {state}", "Tonight")
press("9", "/", "rule:DOC due:30", "Enter")
answered("who has to renew a document?", "DOC-", "due")
press("5", "G", "Enter")
answered("who fits the last role?", "SHORTLIST", "SCORE")
press("Enter")
answered("and why the first of them?", r"WHY \d", "tech stack")
press("0")
answered("is payroll ready?", "COUNTRIES", "CONTROLS", "stop an approval|approve")
press("e")
answered("what stops it?", "AN-")
subprocess.run([*tmux, "kill-server"])
worker.kill()
print(f"{n_keys} keys;", "every question is answered" if not unanswered else f"without an answer: {unanswered}")
sys.exit(bool(unanswered))
