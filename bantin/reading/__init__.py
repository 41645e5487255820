"""Sources → records: walk `content/`, split front matter, check it."""
