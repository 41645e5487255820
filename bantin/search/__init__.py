"""Search: an index made for Vietnamese, in files that any static server can serve.

A build calls `index`, which runs `update`; `location` has the paths of the files. `contents` chooses what is indexed,
`texts` and `words` turn texts into terms, `volumes` index one year, `bundles` join years, `cache` stores both for the
next build. `docs/search.md` describes the files and the ranking.
"""

from bantin.search.index import SearchIndex
from bantin.search.location import LastIndex, index_url, last_index

__all__ = ["LastIndex", "SearchIndex", "index_url", "last_index"]
