"""The blueprint that the sponsor pages register with."""

from flask import Blueprint

bp = Blueprint("sponsor", __name__, url_prefix="/sponsor")
