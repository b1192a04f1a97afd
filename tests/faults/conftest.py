"""Faults are met on pages too: signing in and the sample case are those of the web tests."""

from tests.web.conftest import sample_case, sign_in

__all__ = ["sample_case", "sign_in"]
