"""Questions about the life of experts in the pool."""
