"""Logs: one event a line, as JSON in production and readable in development.

What people type never stands in a line: events carry ids and states. Errors are the one way past
that, for their messages quote values. In production an error is therefore told by its class and the
places it came through, and of a message of somebody else's code only the pattern is kept.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter

MOST_PLACES = 12
OWN_WORDS = ("gunicorn.error", "huey")
"""Loggers of others whose messages hold numbers of processes and signals only."""
Event = MutableMapping[str, Any]


def configure_logs(*, as_json: bool, level: str) -> None:
    """Let every log line of this process leave in one form, to standard error."""
    form = _json_form() if as_json else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    least = getattr(logging, level.upper())
    common: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*common, *form],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    make_formatter = PatternFormatter if as_json else ProcessorFormatter
    handler.setFormatter(
        make_formatter(
            foreign_pre_chain=[*common, _name_logger],
            processors=[ProcessorFormatter.remove_processors_meta, *form],
        )
    )
    # others are heard when something is wrong: each periodic task would be a line every minute
    heard = least if least < logging.INFO else max(least, logging.WARNING)
    logging.basicConfig(handlers=[handler], level=heard, force=True)
    logging.captureWarnings(True)


def _json_form() -> list[Any]:
    return [without_words, structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)]


def without_words(_logger: Any, _name: str, event: Event) -> Event:
    """Exchange an error for its class, those it came from, and the places it came through."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = [type(each).__name__ for each in _causes(error)]
        places = traceback.extract_tb(error.__traceback__)[-MOST_PLACES:]
        event["places"] = [f"{place.filename}:{place.lineno} {place.name}" for place in places]
    return event


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        following = following.__cause__ or following.__context__
    return found


class PatternFormatter(ProcessorFormatter):
    """Keeps of a message of somebody else's code the pattern alone, without what was put in."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; the record stays as it is for whoever reads it next."""
        if not record.name.startswith(OWN_WORDS):
            pattern = str(record.msg) if record.args else type(record.msg).__name__
            record = logging.makeLogRecord({**record.__dict__, "msg": pattern, "args": None})
        return super().format(record)


def _name_logger(_logger: Any, _name: str, event: Event) -> Event:
    event["logger"] = event["_record"].name
    return event
