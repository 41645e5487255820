"""Search: an index made for Vietnamese, in files that any static server can serve.

A build calls `index`, which begins an `update`; `location` has the paths of the files. `articles` chooses what is
indexed, `texts` and `words` turn it into terms, `postings` says which articles have which terms, `packs` makes the
files. `docs/search.md` describes the files and the ranking.
"""

from bantin.search.index import SearchIndex
from bantin.search.location import index_made, index_url

__all__ = ["SearchIndex", "index_made", "index_url"]
