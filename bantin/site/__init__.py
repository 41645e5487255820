"""All documents at one moment: the index of lists and terms, and every page as a route."""
