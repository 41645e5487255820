"""Every problem and warning of a site, also what a build does not look for; nothing of the site is written.

`run` puts the parts together. `registry` lists the checks: small functions, by what they look at: `outlines`, `links`,
`tables` and `letters` at one source's text, `metadata` at one record, `whole` at all of the site.
"""

from bantin.checks.run import check_site

__all__ = ["check_site"]
