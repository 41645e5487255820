"""The test suite of Bantin. Its modules mirror those of `bantin/`; whole sites stand in `sites/`."""
