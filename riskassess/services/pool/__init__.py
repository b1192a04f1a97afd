"""The life of an expert in the pool, from application to removal."""
