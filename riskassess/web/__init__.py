"""Pages: one blueprint per group of users."""
