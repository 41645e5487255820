"""Kills the counter service at random moments, and tells how old the oldest hit was that it had acknowledged and lost.

    .venv/bin/python bench/counter_kill.py [ROUNDS]

`docs/counter.md` promises less than a second. Nothing may be counted twice: every reader comes again after the kill.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bantin.counter import sqlite_file
from tests.counter.running import SETTINGS, Service


def one_round(root: Path, chance: random.Random) -> tuple[int, int, float]:
    """Return how many hits were acknowledged, how many of them lost, and the age of the oldest lost in seconds."""
    acknowledged: list[float] = []
    with Service(root) as service:
        end = time.monotonic() + chance.uniform(1.0, 4.0)
        while time.monotonic() < end:
            number = len(acknowledged)
            reply = service.client.post(address=f"198.{number >> 16}.{number >> 8 & 255}.{number & 255}")
            assert reply.status == 200
            acknowledged.append(time.monotonic())
        killed = time.monotonic()
        service.kill()
    kept = (
        sum(day.visits for day in sqlite_file.read_days(root / "data/luot.sqlite"))
        if (root / "data/luot.sqlite").exists()
        else 0
    )
    lost = len(acknowledged) - kept
    assert lost >= 0, "counted twice"
    with Service(root) as service:
        for number in range(len(acknowledged)):
            service.client.post(address=f"198.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        assert service.client.read().figures[2] == len(acknowledged), "counted twice after the restart"
        service.stop()
    return len(acknowledged), lost, killed - acknowledged[-lost] if lost else 0.0


def main() -> None:
    """Run the rounds and print each."""
    chance = random.Random(2026)
    worst = 0.0
    for turn in range(int(sys.argv[1]) if len(sys.argv) > 1 else 20):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "site_config.toml").write_text(
                SETTINGS + "visitor_per_minute = 1000000\naddress_per_minute = 1000000\n", "utf-8"
            )
            count, lost, age = one_round(root, chance)
        worst = max(worst, age)
        print(f"round {turn + 1:2}: {count:5} acknowledged, {lost:4} lost, the oldest {age:.3f} s old")
    print(f"worst: {worst:.3f} s")


if __name__ == "__main__":
    main()
