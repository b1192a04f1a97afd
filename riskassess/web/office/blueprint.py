"""The blueprint that the office pages register with."""

from flask import Blueprint

bp = Blueprint("office", __name__, url_prefix="/office")
