"""Tests: unit (no database), services (database), web (client), architecture, golden, browser."""
