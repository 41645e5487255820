"""Every problem and warning of a site, also those that a build does not look for; nothing of the site is written.

`run` assembles the parts. `registry` lists the checks: `structure`, `links`, `tables` and `letters` check the text of
one source, `metadata` one record, `site` all documents together.
"""

from bantin.checks.run import check_site, check_site_by_law

__all__ = ["check_site", "check_site_by_law"]
