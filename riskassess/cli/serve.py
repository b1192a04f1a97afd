"""`serve`: database, demonstration data and web server from one process.

Starting Python and importing everything is what a start mostly consists of. Here it is done once:
the workers are forked from the process that brought the database up to date, and assemble their own
application, so that no connection is shared.
"""

from importlib import import_module
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger as GunicornLogger

from riskassess.cli.db import bring_up_to_date
from riskassess.cli.demo import load_demonstration, print_sign_ins
from riskassess.cli.first_link import offer_first_link
from riskassess.cli.opening import logs_of, open_resources


class Words(GunicornLogger):
    """What gunicorn itself says, as lines like all others; requests are told by the pages."""

    def setup(self, cfg: Any) -> None:
        """Hand everything on to the root logger."""
        super().setup(cfg)
        for each in (self.error_log, self.access_log):
            each.handlers.clear()
            each.propagate = True


class Server(BaseApplication):
    """gunicorn with our settings; each worker makes its application after the fork."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Set what was asked for."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application of one worker."""
        return import_module("wsgi").app


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--workers", type=int, default=2, show_default=True)
@click.option("--no-upgrade", is_flag=True, help="Leave the database as it is: one of several.")
def serve(host: str, port: int, workers: int, no_upgrade: bool) -> None:
    """Bring the database up to date, load the demonstration data if they are asked for, serve."""
    resources = open_resources()
    logs_of(resources.settings)
    if not no_upgrade:
        bring_up_to_date(resources)
    if resources.settings.demonstration:
        load_demonstration(resources)
        print_sign_ins(resources)
    elif not no_upgrade:  # one link: of several processes a later one would end the earlier's
        offer_first_link(resources)
    import_module("riskassess.app")  # for the workers: what is imported before the fork is shared
    resources.engine.dispose()
    click.echo(f"\n  riskassess: http://{host}:{port}   (Ctrl-C stops it)\n")
    Server(
        bind=f"{host}:{port}", workers=workers, loglevel="warning", control_socket_disable=True,
        logger_class=Words,
    ).run()  # fmt: skip
