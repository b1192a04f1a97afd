"""A result in figures and words, the same on the pages and in print."""
