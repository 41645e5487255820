from __future__ import annotations

from array import array
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.build.intact import Intact, find_intact
from bantin.build.lookout.glance import Seen
from bantin.build.memory.published import Published
from bantin.build.publishing import Output
from bantin.content.sources import Walked
from bantin.system import fingerprints
from bantin.system.paths import output_path
from tests.build.memory.test_published import page, shelved

if TYPE_CHECKING:
    from collections.abc import Mapping

URLS = [f"/{number:03}/" for number in range(200)]
NOTHING = Walked([], [])


class Folder:
    """An output folder in which the files at `urls` hold what they shall."""

    folder = Path("nowhere")

    def __init__(self, urls: set[str]) -> None:
        self.sound = {output_path(url) for url in urls}
        self.asked: list[str] = []

    def has_bytes(self, file: str, _digest: int) -> bool:
        self.asked.append(file)
        return file in self.sound


def found(known: Published, outputs: Mapping[str, int], sound: set[str]) -> tuple[Intact, Folder]:
    folder, seen = Folder(sound), Seen(NOTHING, 0, array("q", [outputs[url] for url in known.urls]), known.stamp)
    return find_intact(cast("Output", folder), known, seen), folder


@given(
    st.dictionaries(st.sampled_from(URLS), st.integers(0, 2), min_size=1),
    st.dictionaries(st.sampled_from(URLS), st.integers(0, 2)),
    st.sets(st.sampled_from(URLS)),
)
def test_what_is_signed_as_it_was_is_intact_and_the_rest_is_if_its_bytes_are(
    before: dict[str, int], others: dict[str, int], sound: set[str]
) -> None:
    known = shelved({url: page(url, digest=int(url[1:-1]), signature=signature) for url, signature in before.items()})
    intact, folder = found(known, {**before, **others}, sound)
    untold = {url for url, signature in before.items() if not signature or others.get(url, signature) != signature}
    assert set(folder.asked) == set(map(output_path, untold))
    assert len(folder.asked) == len(untold)
    assert dict(intact) == {url: int(url[1:-1]) for url in before if url not in untold or url in sound}
    assert intact.unsigned == untold & sound
    assert dict(intact.items()) == dict(intact)
    assert len(intact) == len(dict(intact))
    assert [url in intact for url in URLS] == [url in dict(intact) for url in URLS]
    assert intact.get("/nowhere/") is intact.get("/") is intact.get("/zzz/") is None


def test_nothing_published_is_nothing_intact() -> None:
    intact, _ = found(Published.none(), {}, set())
    assert not intact
    assert intact.get("/") is None


@pytest.mark.parametrize("stamp", ["", "another"])
def test_what_was_seen_of_another_state_is_not_trusted(tmp_path: Path, stamp: str) -> None:
    (tmp_path / "000").mkdir()
    (tmp_path / "000/index.html").write_bytes(b"content")
    known = shelved({url: page(url, digest=fingerprints.of_content(b"content"), signature=1) for url in URLS[:2]})
    with Output(tmp_path) as output:
        assert list(find_intact(output, known, Seen(NOTHING, 0, array("q", [1, 1]), stamp))) == URLS[:1]
        assert list(find_intact(output, known, Seen(NOTHING, 0, array("q", [1, 1]), known.stamp))) == URLS[:2]
