"""Files of `content/`: scan, read, decode, split front matter from text."""
