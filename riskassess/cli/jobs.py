"""`jobs`: the worker for long work and mail."""

import signal
from typing import Any

import click

from riskassess.cli.opening import logs_of, open_resources, open_session
from riskassess.jobs.heartbeat import beating
from riskassess.jobs.queue import make_huey, register
from riskassess.jobs.runner import list_lost, run
from riskassess.jobs.sweep import sweep_people

WORKERS = 2


@click.group()
def jobs() -> None:
    """Run and look after long work."""


@jobs.command("run")
def run_worker() -> None:
    """Do queued work until stopped; what a dead worker left behind is taken up again."""
    resources = open_resources()
    logs_of(resources.settings)
    huey = make_huey(resources.settings)
    register(huey, resources)  # the sweep for lost work is due at once, and then each minute
    consumer: Any = huey.create_consumer(workers=WORKERS, worker_type="thread")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with beating(resources):
        consumer.run()


@jobs.command("sweep")
def sweep() -> None:
    """Remind, end terms, erase; and do the work that a dead worker left behind, here and now."""
    resources = open_resources()
    for message_id in sweep_people(resources):
        run(resources, "message", message_id)
        click.echo(f"message {message_id}")
    for kind, row_id in list_lost(resources):
        run(resources, kind, row_id)
        click.echo(f"{kind} {row_id}")


@jobs.command("list")
def list_jobs() -> None:
    """List jobs that are not done."""
    from riskassess.queries.jobs import list_unfinished

    with open_session(open_resources()) as session:
        for job in list_unfinished(session):
            click.echo(f"{job.id}\t{job.kind}\t{job.subject_id}\t{job.state}\t{job.error}")
