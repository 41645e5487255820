"""The preview: the site as it will be, drafts and all, served from memory while its author works on it.

Data flows one way here too. `watching` (watchdog) only marks places in `marks`. One thread, `keeping`, waits for quiet and has
`snapshots` read again what was marked: an immutable `Snapshot` of the whole site. A `screens.View` renders from it what
a browser asks for, when it asks; `banners`, `overlays` and `injection` add what only the preview shows. `server`
brings that to browsers, and `command` puts the parts together. Nothing here writes to `public/`.
"""
