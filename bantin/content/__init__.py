"""Files of `content/`: scan, read, decode, parse front matter."""
