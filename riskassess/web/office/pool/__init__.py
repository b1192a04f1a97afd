"""Pages of the expert pool, one module per subject."""
