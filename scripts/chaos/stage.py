"""What chaos plays on: the throwaway server, sereno's settings, a proxy to it, the server's restart and its
clock. Its users set SEED before anything else happens."""

import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

from proxy import Proxy

URL, BIN, DATA = (os.environ[f"SERENO_{name}"] for name in ("TEST_DATABASE_URL", "PG_BIN", "PG_DATA"))
SERENO = os.environ.get("SERENO_BINARY") or os.environ.get("CARGO_TARGET_DIR", "target") + "/release/sereno"
DATE = "2026-11-23"
FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


class Stage:
    def __init__(self, seed, jumps=False):
        random.seed(seed)
        self.clock = FAKETIME if jumps else None
        self.home = tempfile.TemporaryDirectory()
        settings = self.home.name + "/sereno.toml"
        pathlib.Path(settings).write_text('[nightly]\nchunk_roles = 1\n[schedule.nightly]\nat = ""\n[worker]\ndrain_seconds = 2\n')
        self.proxy = Proxy(re.search(r"host=([^&]*)", URL)[1] + "/.s.PGSQL.5432", seed)
        self.through = f"postgres://sereno@127.0.0.1:{self.proxy.port}/postgres?sslmode=disable"
        self.environment = {**os.environ, "SERENO_HOME": self.home.name, "SERENO_CONFIG": settings, "DATABASE_URL": URL}

    def sql(self, statement):
        """Asks the server itself, again and again while it is down."""
        while True:
            asked = subprocess.run([BIN + "/psql", "-XqAt", URL, "-c", statement], capture_output=True, text=True)
            if asked.returncode == 0:
                return asked.stdout.strip()
            if "ERROR" in asked.stderr:
                sys.exit(asked.stderr)
            time.sleep(0.1)

    def sereno(self, *args):
        return subprocess.run([SERENO, *args], env=self.environment, capture_output=True, text=True)

    def spawn(self, *args):
        """A command behind the proxy."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([SERENO, *args], env={**self.environment, "DATABASE_URL": self.through}, **quiet)

    def plan(self, roles):
        """A firm and its night, one role a chunk."""
        for args in (["demo", "--developers", "300", "--roles", str(roles), "--as-of", DATE], ["run", "nightly", "--date", DATE]):
            done = self.sereno(*args)
            if done.returncode:
                sys.exit(done.stderr)

    def restart(self):
        """Restarts the server without warning. Its clock, and nobody else's, is the one that jumps."""
        stat = os.stat(DATA)
        drop = ["setpriv", f"--reuid={stat.st_uid}", f"--regid={stat.st_gid}", "--clear-groups"] if os.getuid() == 0 else []
        restart = [BIN + "/pg_ctl", "restart", "-s", "-w", "-m", "immediate", "-D", DATA, "-l", DATA + "/log.chaos"]
        jumpy = ["env", f"LD_PRELOAD={self.clock}", f"FAKETIME_TIMESTAMP_FILE={DATA}/clock", "FAKETIME_NO_CACHE=1", "DONT_FAKE_MONOTONIC=1"]
        subprocess.run(drop + (jumpy if self.clock else []) + restart, cwd="/", check=True)

    def jump(self, seconds):
        pathlib.Path(DATA + "/clock").write_text(f"{seconds:+d}s\n")
