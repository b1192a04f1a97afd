"""Transactions of the office's work, one module per subject."""
