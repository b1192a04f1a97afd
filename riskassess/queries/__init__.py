"""Read-only questions to the database: get_, find_, list_, count_, lock_."""
