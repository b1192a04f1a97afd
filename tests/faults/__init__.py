"""What must hold when much happens at once, or goes wrong."""
