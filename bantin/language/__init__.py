"""Vietnamese: folding, slugs, order, dates and numbers."""
