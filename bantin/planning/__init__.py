"""Records → the catalog and the plan: what is published, in which lists, at which addresses."""
