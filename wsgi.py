"""Entry point of the web server."""

from riskassess import create_app

app = create_app()
