"""A simulated firm on the server of SERENO_TEST_DATABASE_URL, months of its pay, and what they come to."""

import os
import pathlib
import subprocess
import tempfile
import time

URL = os.environ["SERENO_TEST_DATABASE_URL"]
PSQL = [os.environ["SERENO_PG_BIN"] + "/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", URL]
SERENO = os.environ.get("CARGO_TARGET_DIR", "target") + "/release/sereno"
NEWEST = "(select max(run_id) from sereno.run)"
ITEMS = "select * from sereno.payroll_item where payroll_run_id = {}"
LINES = "select * from sereno.payroll_line where payroll_run_id = {}"


def sql(statement):
    ended = subprocess.run([*PSQL, "-c", statement], capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(ended.stderr)
    return ended.stdout.strip()


class Firm:
    """Of fourteen developers three are at work in a month."""

    def __init__(self, home, n):
        self.home = pathlib.Path(home)
        self.env = os.environ | {
            "DATABASE_URL": URL, "SERENO_HOME": home, "SERENO_CONFIG": f"{home}/settings.toml",
            "SUDO_USER": "", "USER": "ana",
        }
        self.settings("")
        begun = time.monotonic()
        self.sereno("demo", "--developers", str(n * 14 // 3), "--roles", "6")
        sql("vacuum analyze")
        print(f"a firm with {n * 14 // 3:,} developers, made in {time.monotonic() - begun:.0f} s", flush=True)

    def settings(self, text):
        (self.home / "settings.toml").write_text(text)

    def start(self, *args, **more):
        said = open(self.home / "said", "w")
        return subprocess.Popen([SERENO, *args], env=self.env | more, stdout=said, stderr=said)

    def sereno(self, *args, **more):
        """Runs it to its end; the most memory it held, in MB."""
        program, most = self.start(*args, **more), 0
        while program.poll() is None:
            try:
                status = pathlib.Path(f"/proc/{program.pid}/status").read_text()
                most = max([most, *(int(l.split()[1]) for l in status.splitlines() if l.startswith("VmHWM"))])
            except (FileNotFoundError, ProcessLookupError):
                pass
            time.sleep(0.05)
        if program.returncode:
            raise SystemExit(f"{args} failed:\n" + (self.home / "said").read_text())
        return most // 1024

    def month(self, title, month):
        """A month from its command to its end. Its payroll run."""
        begun = time.monotonic()
        most = self.sereno("payroll", "prepare", "--month", month, "--wait")
        seconds = time.monotonic() - begun
        run = sql(f"select payroll_run_id from sereno.payroll_run where month_on = '{month}-01'")
        n = int(sql(f"select count(*) from sereno.payroll_item where payroll_run_id = {run}"))
        print(f"== {title}: {n:,} items in {seconds:.1f} s, {n / seconds:,.0f} a second; the worker held at most {most} MB")
        print(sql(f"""select format('   %-10s %6s s, %s chunks; ms summed over slots: %s', kind,
              round(extract(epoch from ended_at - started_at)::numeric, 1), n_chunks,
              (select string_agg(key || ' ' || ms, ', ' order by ms desc) from (
                select key, (sum(value::bigint) / 1000)::bigint as ms from sereno.chunk_receipt as part,
                  jsonb_each_text(part.report->'phases_us') where part.step_id = step.step_id group by key) as phases))
            from sereno.step where run_id = {NEWEST} order by step_id"""), flush=True)
        return run


def states(run):
    return sql(f"""select string_agg(state || ' ' || n, ', ' order by state) from (
        select state, count(*) as n from sereno.payroll_item where payroll_run_id = {run} group by state) as items""")


def content_hash(run):
    return sql(f"select encode(content_hash, 'hex') from sereno.payroll_run where payroll_run_id = {run}")


def keep(run):
    """Puts items and lines of a run aside."""
    sql(f"create table public.calm_item as {ITEMS.format(run)}; create table public.calm_line as {LINES.format(run)}")


def must_be_calm(run, calm):
    """Every column of every row, and the hash."""
    differs = [
        sql(f"select count(*) from ((({rows}) except table public.{kept}) union all (table public.{kept} except ({rows}))) as row")
        for rows, kept in [(ITEMS.format(run), "calm_item"), (LINES.format(run), "calm_line")]
    ]
    if differs != ["0", "0"] or content_hash(run) != calm:
        raise SystemExit(f"items and lines that differ: {differs}; hash {content_hash(run)}, should be {calm}")
    print("   items, lines and hash are those of the month that was left alone", flush=True)


def tables(run):
    print("== tables: " + sql("""select string_agg(format('%s %s rows, %s with indexes', name, n, pg_size_pretty(
            pg_total_relation_size('sereno.' || name))), '; ' order by name) from (
          select 'payroll_item' as name, count(*) as n from sereno.payroll_item
          union all select 'payroll_line', count(*) from sereno.payroll_line) as table_"""), flush=True)
    print("   items: " + states(run) + "; " + sql(f"""select count(distinct country) || ' countries, '
        || count(distinct currency) || ' currencies' from sereno.payroll_item where payroll_run_id = {run}"""), flush=True)


def floor(run, month):
    """The facts of a month copied out, its items and lines copied in, by psql and nothing else."""
    mine = f"placement_id in (select placement_id from sereno.payroll_item where payroll_run_id = {run})"
    last = f"(date '{month}-01' + interval '1 month')"
    facts = [
        f"select * from sereno.placement where {mine}",
        f"select * from sereno.placement_terms where {mine}",
        f"select * from sereno.pay_extra where {mine} and day >= '{month}-01' and day < {last}",
        f"select * from sereno.timesheet where {mine} and starts_on < {last} and ends_on > '{month}-01'",
        f"select day.* from sereno.timesheet_day as day join sereno.timesheet using (timesheet_id)"
        f" where {mine} and starts_on < {last} and ends_on > '{month}-01'",
    ]
    with tempfile.TemporaryDirectory() as folder:
        copy = lambda rows, file: sql(f"\\copy ({rows}) to '{folder}/{file}' (format binary)")
        sql("create table public.floor_item (like sereno.payroll_item including all);"
            "create table public.floor_line (like sereno.payroll_line including all)")
        copy(ITEMS.format(run), "item"), copy(LINES.format(run), "line")
        begun = time.monotonic()
        for rows in facts:
            copy(rows, "facts")
        read = time.monotonic()
        for table in ["item", "line"]:
            sql(f"\\copy public.floor_{table} from '{folder}/{table}' (format binary)")
        ended = time.monotonic()
        sql("drop table public.floor_item, public.floor_line")
    print(f"== bare COPY of the same facts out and of items and lines in: {read - begun:.1f} s and {ended - read:.1f} s", flush=True)
