"""What stands in the tables of the queue: JSON of a task's name, id and small arguments.

Huey's own serializer is pickle: whoever may write those tables could run code in the process that
holds the keys. Here a row names at most a registered task and a row of the job or message table.
"""

import json
from typing import Any

from huey.registry import Message
from huey.serializer import Serializer

FIELDS = frozenset(Message._fields)
SMALL = (bool, int, float, str, type(None))


class PlainSerializer(Serializer):
    """Reads and writes tasks as JSON; any other row, a pickled one of before too, is refused.

    Huey has taken a refused row out of its table by then and goes on with the next one. Nothing
    is lost with it: jobs and messages stand in tables of their own, and the sweep finds them.
    """

    def _serialize(self, data: Any) -> bytes:
        if not isinstance(data, Message):
            raise TypeError("only tasks are kept in the queue")
        told = {name: value for name, value in data._asdict().items() if value is not None}
        told["args"] = list(data.args)
        _check(told)
        return json.dumps(told).encode("ascii")

    def _deserialize(self, data: bytes) -> Message:
        told = json.loads(bytes(data).decode("ascii"))
        _check(told)
        return Message(**{**told, "args": tuple(told["args"])})


def _check(told: Any) -> None:
    """Refuse with ValueError what is no task with small arguments."""
    if not (isinstance(told, dict) and {"id", "name", "args"} <= told.keys() <= FIELDS):
        raise ValueError("no task")
    small = {name: value for name, value in told.items() if name not in {"args", "kwargs"}}
    if told.get("kwargs") or not isinstance(told["args"], list):
        raise ValueError("a task is told by its args")
    if not all(isinstance(value, SMALL) for value in [*small.values(), *told["args"]]):
        raise ValueError("more than small values in a task")
