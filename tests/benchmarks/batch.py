"""How quick a batch is: ISRCs against a look-alike of MusicBrainz, and what the rate would allow.

    python tests/benchmarks/batch.py [--rows 10000] [--rate 0.9] [--seconds 0.4] [--jobs 300]

The look-alike runs in a process of its own, takes `--seconds` for an answer, and counts. It answers a search as
musicbrainz.org/doc/MusicBrainz_API/Search says; a quicker `--rate` makes the whole shorter, and this machine's own
work a larger part of it.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BATCH = 100

SERVER = """
import asyncio, sys, time
from aiohttp import web

log, seconds = open(sys.argv[1], "a", buffering=1), float(sys.argv[2])

def recording(isrc):
    number = int(isrc[-5:])
    artist = {"id": "00000000-0000-4000-8000-a00000000001", "name": "The Lamplighters"}
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}", "score": 100, "title": f"Room {number}",
        "length": 180_000 + number, "video": None, "first-release-date": "2024-05-17", "isrcs": [isrc],
        "artist-credit": [{"name": artist["name"], "artist": artist}],
    }

async def search(request):
    isrcs = request.query["query"].removeprefix("isrc:(").removesuffix(")").split(" OR ")
    log.write(f"{time.time()} {len(isrcs)}\\n")
    await asyncio.sleep(seconds)
    return web.json_response({"count": len(isrcs), "offset": 0, "recordings": [recording(each) for each in isrcs]})

async def main():
    app = web.Application()
    app.router.add_get("/ws/2/recording", search)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def measured(place: Path, rows: int, rate: float, seconds: float, jobs: int | None) -> dict[str, float]:
    """Run a batch, and return what it took: requests, seconds, and the lower bound that the rate sets for both.

    The time is that from the first request to the end of the program.
    """
    log, queries, out = place / "asked", place / "queries.txt", place / "out.jsonl"
    queries.write_text("".join(f"ZZLMP24{number:05d}\n" for number in range(rows)))
    command = [sys.executable, "-c", SERVER, str(log), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            env = {
                **{name: value for name, value in os.environ.items() if not name.startswith("HARMONY_")},
                "HARMONY_HOME": str(place / "home"),
                "HARMONY_PLUGINS": "musicbrainz",
                "HARMONY_CONTACT": "tests@example.org",
                "MUSICBRAINZ_BASE": f"http://127.0.0.1:{int(server.stdout.readline())}/ws/2/",
                "MUSICBRAINZ_RATE": str(rate),
            }
            batch = [sys.executable, "-m", "harmony_core", "batch", str(queries), "-o", str(out)]
            given = ["--jobs", str(jobs)] if jobs else []
            ran = subprocess.run([*batch, *given], env=env, capture_output=True, text=True, check=False)
            ended = time.time()
        finally:
            server.kill()
    assert ran.returncode == 0, ran.stderr
    asked = [line.split() for line in log.read_text().splitlines()]
    with out.open() as lines:
        found = sorted(line["row"] for line in map(json.loads, lines) if line["state"] == "found")
    assert found == list(range(1, rows + 1))
    least = math.ceil(rows / BATCH)
    return {
        "requests": len(asked),
        "least_requests": least,
        "seconds": ended - float(asked[0][0]),
        "least_seconds": (least - 1) / rate + seconds,
        "last_request_after": float(asked[-1][0]) - float(asked[0][0]),
    }


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description="How quick a batch is.")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=0.9)
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--jobs", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        found = measured(Path(place), given.rows, given.rate, given.seconds, given.jobs)
    over = 100 * (found["seconds"] / found["least_seconds"] - 1)
    print(f"{given.rows} rows: {found['requests']:.0f} requests, at least {found['least_requests']:.0f}")
    print(f"{found['seconds']:.1f} s, at least {found['least_seconds']:.1f} s: {over:+.1f} %")
    print(f"the last request went out after {found['last_request_after']:.1f} s")


if __name__ == "__main__":
    main()
