"""The outside world, one thing a module; settings arrive as arguments."""
