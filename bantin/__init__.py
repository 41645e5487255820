"""Bantin turns a folder of Markdown articles into the news site of a council."""

__version__ = "0.1.0"
