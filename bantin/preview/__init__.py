"""The preview: the site with its drafts, served from memory and reloaded in browsers after each change.

`watching` (watchdog) adds changed paths to `changes.PendingChanges`. One thread, `refresh`, waits until no more arrive
and has `snapshots` read them: the result is an immutable `Snapshot` of the site. A `view.View` renders its pages on
request; `banners`, `injection` and `problem_details` add what only the preview shows. `server` serves them, and
`commands.watch` assembles the parts. Nothing here writes to `public/`.
"""
