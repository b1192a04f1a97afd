"""The blueprint that the control pages register with."""

from flask import Blueprint

bp = Blueprint("control", __name__, url_prefix="/control")
