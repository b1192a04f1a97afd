"""Web tests: the whole application, without a browser."""
