"""A picture of every screen of the dashboard: by scripts/gallery."""

import datetime
import json
import pathlib
import subprocess
import sys

from stage import SERENO, Stage

FOLDER = pathlib.Path(sys.argv[1])
SIZES, THEMES = ("120x36", "80x24"), ("night", "tty16", "mono")
TODAY = datetime.date.today()
stage = Stage(1)
stage.environment["USER"] = "ana"
settings = pathlib.Path(stage.environment["SERENO_CONFIG"])
settings.write_text('[nightly]\nchunk_roles = 1\n[schedule.nightly]\nat = "23:00"\n[dashboard]\nenvironment = "demo"\n')


def done(*args):
    stage.sereno(*args).check_returncode()


def one(query):
    return stage.sql(f"select coalesce(min(it)::text, '') from ({query}) as found(it)")


done("demo", "--developers", "1000", "--roles", "30", "--months", "2", "--as-of", str(TODAY - datetime.timedelta(days=3)))
for n_days in (3, 2, 1):
    done("run", "nightly", "--wait", "--date", str(TODAY - datetime.timedelta(days=n_days)))
stage.sql("""create function refuse() returns trigger language plpgsql as
    $$ begin raise 'disk quota exceeded on tablespace nights, role %', new.role_id; end $$;
create trigger refuse before insert on sereno.role_night for each row when (new.role_id % 3 = 0) execute function refuse()""")
stage.sereno("run", "nightly", "--wait", "--date", str(TODAY))
stage.sereno("payroll", "prepare", "--wait")
run = one("select run_id from sereno.run where pipeline = 'nightly' order by run_id desc limit 1")
role, developer = (one(f"select {column} from sereno.match where role_id = (select max(role_id) from sereno.match) order by score desc, developer_id limit 1") for column in ("role_id", "developer_id"))
other = one(f"select developer_id from sereno.match where role_id = {role} and developer_id <> {developer} order by score desc limit 1")
placement = one("select placement_id from sereno.payroll_item where state = 'ok'")
pay = one("select max(payroll_run_id) from sereno.payroll_run")
client = one("select client_id from sereno.role")
chunk = one(f"select chunk_id from sereno.chunk where run_id = {run} and chunk.state = 'quarantined'")
screens = [
    *"tonight runs queues chunks failures matches people clients placements findings payroll payrolls workers schedules audit logs".split(),
    f"run:{run}", f"chunk:{chunk}", f"role:{role}", f"why:{role}:{developer}", f"compare:{role}:{developer}:{other}",
    f"what-if:{role}", f"developer:{developer}", f"person:{developer}", f"client:{client}", f"placement:{placement}",
    f"payroll-items:{pay}", f"payroll-item:{pay}:{placement}", f"payroll-clients:{pay}", f"payroll-anomalies:{pay}",
    f"payroll-variance:{pay}",
]
FOLDER.mkdir(parents=True, exist_ok=True)
for screen in screens:
    for size in SIZES:
        for theme in THEMES:
            path = FOLDER / f"{screen.partition(':')[0]}_{size}_{theme}.svg"
            args = [SERENO, "dash", "--once", screen, "--size", size, "--theme", theme, "--svg", path]
            drawn = subprocess.run(args, env=stage.environment, capture_output=True, text=True)
            if drawn.returncode:
                sys.exit(f"{screen} at {size}: {drawn.stderr}")
print(json.dumps({"folder": str(FOLDER), "n_screens": len(screens), "n_pictures": len(screens) * len(SIZES) * len(THEMES)}))
