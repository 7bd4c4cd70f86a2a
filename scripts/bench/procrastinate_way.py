"""Tasks that do nothing through Procrastinate, a queue on Postgres for Python: `procrastinate_way.py N URL`."""

import asyncio
import sys
import time

import procrastinate

N, URL = int(sys.argv[1]), sys.argv[2]
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=URL, min_size=4, max_size=8))


@app.task(queue="bench")
async def nothing(n):
    pass


async def main():
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await nothing.batch_defer_async(*({"n": n} for n in range(N)))
        begun = time.monotonic()
        await app.run_worker_async(queues=["bench"], concurrency=4, wait=False, install_signal_handlers=False)
        print(f"{'Procrastinate ' + procrastinate.__version__ + ' (PyPI)':<34} {N / (time.monotonic() - begun):>7.0f} a second")


asyncio.run(main())
