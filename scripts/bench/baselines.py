"""The night of `night_bench export` scored by NumPy, DuckDB and PostgreSQL.

`baselines.py FOLDER KERNEL_SECONDS` prints a Markdown table. Everyone is handed the same facts, worked
out once: what each skill at a level is worth of each developer, hours shared by zone, vetting, past
outcomes, hours left on each first day. They filter, add up and keep the best 50 of each role. A time
counts only when every list compared is the kernel's, developer by developer and score by score.
"""

import pathlib
import sys

from duckdb_way import DuckDB
from facts import read
from numpy_way import NumPy
from postgres_way import Postgres


def main():
    folder, kernel = pathlib.Path(sys.argv[1]), float(sys.argv[2])
    print("\n## Other ways, on the same facts\n")
    print("| way | CPU s for all pairs | measured on | to the kernel on one thread |")
    print("|---|---|---|---|")
    try:
        arrays, rest = read(folder)
    except ImportError:
        print("| NumPy, DuckDB, PostgreSQL | absent: NumPy is not installed | - | - |")
        return
    for way in [NumPy, DuckDB, Postgres]:
        try:
            made = way(arrays, rest)
        except ImportError as missing:
            print(f"| {way.name} | absent: {missing} | - | - |")
            continue
        seconds, n = made.run(rest)
        print(f"| {way.name} | {seconds:.2f} | {n} roles | {seconds / kernel:.1f} |", flush=True)


main()
