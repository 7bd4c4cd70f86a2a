"""Three causes behind two thousand failures, found and mended on the dashboard in six keys: by scripts/story."""

import os
import shlex
import subprocess
import sys
import time

from stage import SERENO, Stage

stage = Stage(1)
stage.plan(2350)
stage.sql("create table kept as select chunk_id, payload from sereno.chunk where no % 3 = 0 and state = 'ready'")
stage.sql("update sereno.chunk set payload = json_build_object('garbled', no) where chunk_id in (select chunk_id from kept)")
stage.sql("""create function refuse() returns trigger language plpgsql as $$ begin
    if new.role_id % 2 = 0 then raise 'disk quota exceeded on tablespace nights, role %', new.role_id; end if;
    raise 'permission denied for export of role %', new.role_id;
end $$;
create trigger refuse before insert on sereno.role_night for each row when (new.role_id % 23 <> 1) execute function refuse()""")
tmux = ["tmux", "-L", f"story-{os.getpid()}", "-f", "/dev/null"]
n_keys = 0


def show(what):
    print(f"== {what}, {n_keys} keys so far")
    print(subprocess.run([*tmux, "capture-pane", "-p"], capture_output=True, text=True).stdout, flush=True)


def press(*keys):
    global n_keys
    for key in keys:
        subprocess.run([*tmux, "send-keys", key], check=True)
        n_keys += 1
        time.sleep(1.5)


def ended(*states):
    state = ""
    for _ in range(3000):
        if (state := stage.sql("select state from sereno.run")) in states:
            break
        time.sleep(0.2)
    return state


workers = [stage.spawn("worker") for _ in range(3)]
print("the night ended:", ended("incomplete", "failed"), "with", stage.sql("select count(*) from sereno.chunk where state = 'quarantined'"), "chunks in quarantine")
variables = {name: stage.environment[name] for name in ("SERENO_HOME", "SERENO_CONFIG", "DATABASE_URL")}
shell = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
subprocess.run([*tmux, "new-session", "-d", "-x", "120", "-y", "36", f"{shell} {os.path.abspath(SERENO)} dash"], check=True)
time.sleep(3)
show("what needs somebody")
press("4", "z")
show("three causes, each with its count, its message and whether it was seen before")
# The causes are mended where they are: the quota, the grant, the file.
stage.sql("drop trigger refuse on sereno.role_night; update sereno.chunk set payload = kept.payload from kept where kept.chunk_id = chunk.chunk_id")
press("2", "R", "Tab")
show("what would go round again, and why")
press("Enter", "y")
show("done")
state = ended("done")
press("1")
time.sleep(2)
show(f"the night is {state}")
subprocess.run([*tmux, "kill-server"])
for worker in workers:
    worker.kill()
print(stage.sql("select actor || ' ' || action || ': ' || reason || ' ' || detail from sereno.audit_event where action = 'run.retry'"))
sys.exit(state != "done" or n_keys >= 10)
