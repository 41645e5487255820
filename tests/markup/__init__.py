"""Tests of `bantin.markup`."""
