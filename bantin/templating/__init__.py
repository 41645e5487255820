"""What `layouts/` brings, and Jinja, which runs it."""
