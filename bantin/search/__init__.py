"""Search: an index made for Vietnamese, in files that any static server can serve.

`index` is the entrance and `location` says where the files lie; `making` does one build's work. `contents` says what the
index holds, `texts` and `words` turn texts into terms, `volumes` index one year, `bundles` join years, `cache` keeps what
need not be made again. `docs/search.md` describes the files and how results are ranked.
"""

from bantin.search.index import SearchIndex
from bantin.search.location import LastIndex, index_url, last_index

__all__ = ["LastIndex", "SearchIndex", "index_url", "last_index"]
