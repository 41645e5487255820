from hypothesis import given
from hypothesis import strategies as st

from bantin.collections.numbered import numbered_page, numbered_pages, own_page

COUNTS = st.integers(0, 500)
SIZES = st.integers(1, 30)


@given(COUNTS, SIZES)
def test_no_article_is_lost_or_doubled_between_the_own_page_and_the_pages_it_leads_to(count: int, size: int) -> None:
    newest_first = list(range(count, 0, -1))
    start, stop = own_page(count, size)
    shown = newest_first[start:stop]
    full = numbered_pages(count, size)
    # The list's own address links to the page below, and each numbered page to the one before it.
    for number in range(full - 1 if full > 1 else 0, 0, -1):
        start, stop = numbered_page(count, size, number)
        shown += newest_first[start:stop]
    assert shown == newest_first


@given(COUNTS, SIZES)
def test_the_own_page_holds_between_one_and_two_pages_or_all(count: int, size: int) -> None:
    start, stop = own_page(count, size)
    assert start == 0
    assert stop == count if count < 2 * size else size <= stop < 2 * size


@given(COUNTS, SIZES)
def test_numbered_pages_are_full_and_hold_every_article_but_the_newest_few(count: int, size: int) -> None:
    held: list[int] = []
    for number in range(1, numbered_pages(count, size) + 1):
        start, stop = numbered_page(count, size, number)
        page = list(range(count, 0, -1))[start:stop]
        assert len(page) == size
        held += reversed(page)
    assert held == list(range(1, len(held) + 1))
    assert count - len(held) < size


@given(COUNTS, SIZES, st.integers(1, 60))
def test_a_numbered_page_never_changes(count: int, size: int, more: int) -> None:
    for number in range(1, numbered_pages(count, size) + 1):
        pages_of = []
        for total in (count, count + more):
            start, stop = numbered_page(total, size, number)
            pages_of.append(list(range(total, 0, -1))[start:stop])
        assert pages_of[0] == pages_of[1]
