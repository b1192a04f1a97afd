"""Assembly: settings, adapters, access, pages, errors; one line each, no logic."""

import os
from functools import partial
from typing import Any

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings, load_settings
from riskassess import database
from riskassess.jobs.queue import make_bell
from riskassess.resources import Resources, TellingSeal, make_resources
from riskassess.troubles import KINDS, trouble_of
from riskassess.web import access, addresses, errors, forms, navigation, request_log, templating
from riskassess.web.account import bp as account
from riskassess.web.control import bp as control
from riskassess.web.expert import bp as expert
from riskassess.web.office import bp as office
from riskassess.web.public import bp as public
from riskassess.web.sponsor import bp as sponsor

BLUEPRINTS = (account, public, sponsor, expert, office, control)


def assemble(
    settings: Settings | None = None, *, resources: Resources | None = None, **overrides: Any
) -> Flask:
    """Return the application; overrides replace extensions such as `ring` or `session_maker`."""
    resources = resources or make_resources(settings or load_settings(os.environ))
    settings = resources.settings
    app = Flask(
        "riskassess", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.config.from_mapping(flask_config(settings))
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # the documented way
    equip(app, resources, **overrides)
    # called in turn from the last: the request's session is given back before
    app.teardown_appcontext(lambda _error: database.note_owed(app))
    app.teardown_appcontext(database.close_session)
    addresses.init_addresses(app)
    forms.init_forms(app)
    request_log.init_request_log(app)
    access.init_access(app)
    protection = CSRFProtect(app)  # after the guard: who is not signed in hears that
    protection.exempt(
        "riskassess.web.public.deliveries.note_delivery"
    )  # a machine, with a signature
    Bootstrap5(app)
    templating.init_templates(app)
    navigation.init_navigation(app)
    errors.init_errors(app)
    app.register_error_handler(StaleDataError, errors.answer_lost_update)
    for kind in KINDS:
        app.register_error_handler(kind, partial(errors.answer_trouble, code_of=trouble_of))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.limit_guessing(app, settings.sign_in_limit)
    return app


def equip(app: Flask, resources: Resources, **overrides: Any) -> None:
    """Give the application its doors to the outside; tests do it again for each test."""
    app.extensions.update(
        settings=resources.settings,
        engine=resources.engine,
        clock=resources.clock,
        calendar=resources.calendar,
        files=resources.files,
        media_type_of=resources.media_type_of,
        check_report=resources.check_report,
        read_manual=resources.read_manual,
        held=resources.held,
        read_expert_table=resources.read_expert_table,
        write_tables=resources.write_tables,
        write_offline_sheet=resources.write_offline_sheet,
        read_offline_sheet=resources.read_offline_sheet,
        draw_page=resources.draw_page,
        review_paper=resources.review_paper,
        keys=resources.keys,
        passwords=resources.passwords,
        password_rule=resources.password_rule,
        codes=resources.codes,
        seal=TellingSeal(resources.seal),
        vault=resources.vault,
        officer_seal=resources.officer_seal,
        signatures=resources.signatures,
        sms=resources.sms,
        payable_sheet=resources.payable_sheet,
        names=resources.names,
        machine=resources.machine,
        cut_words=resources.cut_words,
        session_of_request=partial(database.session_of_request, app),
    )
    app.extensions.update(overrides)
    app.extensions.setdefault("ring", make_bell(resources))


def flask_config(settings: Settings) -> dict[str, Any]:
    """Return Flask's own settings."""
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.environment == "testing",
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes + 1024 * 1024,
        "SESSION_COOKIE_NAME": "riskassess",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_REFRESH_EACH_REQUEST": False,  # pages do it; a cached picture must set no cookie
        "PERMANENT_SESSION_LIFETIME": settings.idle_minutes * 60,
        "WTF_CSRF_TIME_LIMIT": None,  # lives as long as the session; text typed for hours counts
        "BOOTSTRAP_SERVE_LOCAL": True,
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }
