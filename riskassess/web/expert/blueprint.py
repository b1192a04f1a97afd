"""The blueprint that the expert pages register with."""

from flask import Blueprint

bp = Blueprint("expert", __name__, url_prefix="/expert")
