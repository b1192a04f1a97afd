"""The blueprint that the public pages register with."""

from flask import Blueprint

bp = Blueprint("public", __name__)
