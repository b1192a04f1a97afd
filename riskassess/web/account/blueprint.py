"""The blueprint that the pages of the own account register with."""

from flask import Blueprint

bp = Blueprint("account", __name__)
