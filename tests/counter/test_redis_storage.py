"""Redis: several instances, one truth."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bantin.config import SAFE_INTEGER
from bantin.counter import queues, redis_storage
from bantin.counter.redis_storage import RedisStorage
from bantin.counter.storage import Unavailable
from bantin.counter.visits import Figures, Hit
from bantin.problems import BuildFailed
from tests.counter.running import BEAT, FakeClock, RedisServer, Service, eventually, in_thread, policy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.mishaps import Mishap


def run(
    server: RedisServer, clock: FakeClock, work: Callable[..., Awaitable[Any]], *, instances: int = 1, extra: str = ""
) -> int:
    """Open instances, work with them, close them as SIGTERM does; return how many hits were lost."""

    async def whole() -> int:
        storages = []
        for _ in range(instances):
            storage, warnings = await RedisStorage.open(server.url, policy(extra), clock)
            assert not warnings
            storage.start()
            storages.append(storage)
        try:
            await work(*storages)
        finally:
            lost = [await storage.close() for storage in storages]
        return sum(lost)

    lost: int = in_thread(asyncio.run, whole())
    return lost


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for happens in another process
        await asyncio.sleep(0.01)


async def view(
    storage: RedisStorage, visitor: int, clock: FakeClock, former: int | None = None, *, beat: bool = False
) -> Figures:
    return await storage.record(Hit("hdnd", not beat, visitor, former, clock.now()))


def test_the_rules_are_those_of_the_core(redis_server: RedisServer, clock: FakeClock) -> None:
    async def work(one: RedisStorage, two: RedisStorage) -> None:
        assert await view(one, 9, clock, beat=True) == Figures(1, 0, 0)
        assert await view(one, 1, clock) == Figures(2, 1, 1)
        assert await view(two, 1, clock) == Figures(2, 1, 1), "the same visitor at the other instance"
        assert await view(two, 2, clock) == Figures(3, 2, 2)
        clock.pass_s(301)
        assert await view(one, 2, clock, beat=True) == Figures(1, 2, 2)
        clock.pass_s(1700)
        assert await view(one, 2, clock) == Figures(1, 2, 2), "the beat kept the visit"
        assert await view(one, 1, clock) == Figures(2, 3, 3), "a new visit"
        clock.pass_until("2026-12-31T23:59:59")
        assert await view(two, 5, clock) == Figures(1, 1, 4)
        clock.pass_s(2)
        assert await view(one, 105, clock, 5) == Figures(1, 0, 4), "under the new year's salt, in last year's visit"
        assert await view(two, 6, clock) == Figures(2, 1, 5)
        assert await one.figures("hdnd", clock.now()) in (Figures(1, 0, 4), Figures(2, 1, 5))
        clock.set_to("2026-12-31T10:00:00")
        assert await view(one, 7, clock) == Figures(3, 2, 6), "the clock was set back: the day that it tells"

    assert run(redis_server, clock, work, instances=2) == 0


def test_all_instances_have_one_salt_a_day_and_know_tomorrows(redis_server: RedisServer) -> None:
    clock = FakeClock("2026-11-24T23:59:00")

    async def work(one: RedisStorage, two: RedisStorage) -> None:
        before = one.salts.at(clock.now())
        assert before == two.salts.at(clock.now())
        redis_server.stop()  # a Redis that is away over midnight
        clock.pass_s(120)
        after = one.salts.at(clock.now())
        assert after == two.salts.at(clock.now())
        assert before is not None
        assert after is not None
        assert (after[1], after[0] != before[0]) == (before[0], True)
        redis_server.start()

    async def restarted(three: RedisStorage) -> None:
        clock.pass_s(60)
        assert three.salts.at(clock.now()) == tuple(salts)

    salts: list[bytes | None] = []

    async def remember(one: RedisStorage, two: RedisStorage) -> None:
        await work(one, two)
        salts.extend(one.salts.at(clock.now()) or ())

    run(redis_server, clock, remember, instances=2)
    run(redis_server, clock, restarted)
    assert "2026-11-24" in redis_server.command("KEYS", "luot:salt:*")
    seconds = int(redis_server.command("TTL", "luot:salt:2026-11-24").removeprefix(":"))
    assert 0 < seconds <= 2 * 3600, "it leaves soon after its day"


def test_a_batch_whose_answer_was_lost_is_counted_once(redis_server: RedisServer, clock: FakeClock) -> None:
    async def work(storage: RedisStorage) -> None:
        queue = storage._sites["hdnd"]
        script, failures = queue._script, [True]

        async def answer_lost(keys: list[str], arguments: list[str]) -> list[int | bytes]:
            answer: list[int | bytes] = await script(keys, arguments)
            if len(arguments) > 7 and failures:
                failures.clear()
                raise ConnectionResetError
            return answer

        queue._script = answer_lost
        assert await view(storage, 1, clock) == Figures(0, 0, 0), "what was known before"
        await until(lambda: storage.fault is None)
        assert await view(storage, 2, clock) == Figures(2, 2, 2)

    assert run(redis_server, clock, work) == 0


def test_hits_are_held_while_redis_is_away(
    redis_server: RedisServer, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "RETRY_S", 0.01)

    async def work(storage: RedisStorage) -> None:
        assert await view(storage, 1, clock) == Figures(1, 1, 1)
        redis_server.stop()
        assert await view(storage, 2, clock) == Figures(1, 1, 1), "the last figures that are known"
        assert storage.fault == "unavailable"
        for visitor in range(3, 10):
            await view(storage, visitor, clock)
        for visitor in range(10, 22):
            await view(storage, visitor, clock)
        with pytest.raises(Unavailable, match="full"):
            await view(storage, 22, clock)
        clock.pass_s(301)
        with pytest.raises(Unavailable, match="unavailable"):
            await storage.figures("hdnd", clock.now())
        redis_server.start()
        await until(lambda: storage.fault is None)
        while (await storage.figures("hdnd", clock.now())).total < 21:  # noqa: ASYNC110 - as in `until`
            await asyncio.sleep(0.01)
        assert storage.fault is None

    assert run(redis_server, clock, work, extra="max_held = 20\n") == 0


def test_hits_that_cannot_be_sent_are_reported(
    redis_server: RedisServer, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_storage, "LAST_TRIES_S", 0.1)

    async def work(storage: RedisStorage) -> None:
        await view(storage, 1, clock)
        redis_server.stop()
        await view(storage, 2, clock)
        await view(storage, 3, clock)

    assert run(redis_server, clock, work) == 2
    redis_server.start()


def test_the_total_stops_where_browsers_stop_counting(redis_server: RedisServer, clock: FakeClock) -> None:
    redis_server.command("SET", "luot:{hdnd}:total", str(SAFE_INTEGER - 1))

    async def work(storage: RedisStorage) -> None:
        assert (await view(storage, 1, clock)).total == SAFE_INTEGER
        assert await view(storage, 2, clock) == Figures(2, 1, SAFE_INTEGER)

    run(redis_server, clock, work)


def test_what_redis_remembers_is_bounded(redis_server: RedisServer, clock: FakeClock) -> None:
    async def work(storage: RedisStorage) -> None:
        await asyncio.gather(*(view(storage, visitor, clock) for visitor in range(3000)))
        assert await storage.figures("hdnd", clock.now()) == Figures(1000, 3000, 3000)

    run(redis_server, clock, work, extra="max_visitors = 1000\n")
    assert redis_server.command("ZCARD", "luot:{hdnd}:sessions") == ":1000\r\n"


@pytest.mark.parametrize("memory", ["allkeys-lru", "volatile-ttl"])
def test_a_redis_that_throws_data_away_is_refused(redis_server: RedisServer, clock: FakeClock, memory: str) -> None:
    redis_server.command("CONFIG", "SET", "maxmemory-policy", memory)
    with pytest.raises(BuildFailed) as failure:
        run(redis_server, clock, lambda storage: storage.figures("hdnd", clock.now()))
    assert [(one.code, one.values) for one in failure.value.problems] == [("BT727", {"policy": memory})]


def test_a_redis_without_aof_is_warned_of(redis_server: RedisServer, root: Path) -> None:
    redis_server.command("CONFIG", "SET", "appendonly", "no")
    with Service(root, "--database", redis_server.url) as service:
        eventually(lambda: any("BT728" in line for line in service.told), "the warning")
        service.stop()


def test_a_full_redis_is_reported_and_no_hit_is_lost(redis_server: RedisServer, root: Path) -> None:
    with Service(root, "--database", redis_server.url) as service:
        service.client.post(address="198.51.100.1")
        redis_server.command("CONFIG", "SET", "maxmemory", "1")
        assert service.client.post(address="198.51.100.2").status == 200
        eventually(lambda: service.client.ask("GET", "/readyz").body == b'{"error":"full"}', "it is not ready")
        redis_server.command("CONFIG", "SET", "maxmemory", "0")
        eventually(lambda: service.client.ready() == 200, "it is ready again")
        eventually(lambda: service.client.read().figures == (2, 2, 2), "what was held is counted")
        assert service.stop() == 0


@pytest.mark.mishap("Redis tắt lúc đang đếm")
def test_two_instances_one_killed_redis_restarted_totals_agree(
    redis_server: RedisServer, root: Path, mishap: Mishap
) -> None:
    arguments = ("--database", redis_server.url)
    told = 0
    with Service(root, *arguments) as one, Service(root, *arguments) as two:
        for number in range(100):
            service = (one, two)[number % 2]
            told += service.client.post(address=f"198.51.100.{number}").status == 200
            # Each reader's next page goes to the other instance: the same visit.
            (two, one)[number % 2].client.post(address=f"198.51.100.{number}")
        one.kill()
        assert two.client.post(BEAT, address="198.51.100.1").figures == (100, 100, 100)
        redis_server.stop()
        for number in range(100, 120):
            told += two.client.post(address=f"198.51.100.{number}").status == 200
        assert two.client.ready() == 503
        redis_server.start()
        eventually(lambda: two.client.ready() == 200, "Redis is back")
        eventually(lambda: two.client.read().figures == (120, 120, 120), "all that was held is counted")
        with Service(root, *arguments) as three:
            mishap.seen(three.client.read().figures, (told, told, told))
            assert three.stop() == 0
        assert two.stop() == 0
    mishap.told("".join(two.told), "Chưa ghi được lượt đếm: máy chủ ", "không mất lượt nào")
    assert redis_server.command("GET", "luot:{hdnd}:total").split()[1] == str(told)


def test_a_killed_instance_loses_no_acknowledged_hit(redis_server: RedisServer, root: Path) -> None:
    with Service(root, "--database", redis_server.url) as service:
        told = sum(service.client.post(address=f"198.51.100.{number}").status == 200 for number in range(50))
        service.kill()
    assert redis_server.command("GET", "luot:{hdnd}:total").split()[1] == str(told)
