"""Servers and browsers that tests start for themselves."""
