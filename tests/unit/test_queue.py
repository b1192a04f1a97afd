"""The queue holds plain JSON: whoever writes its tables runs nothing in the process."""

import pickle
from dataclasses import replace

import pytest

from config import load_settings
from riskassess.jobs import queue

RAN = []


class Evil:
    """Runs when it is unpickled."""

    def __reduce__(self):
        return RAN.append, ("ran",)


@pytest.fixture
def huey(tmp_path):
    settings = replace(load_settings({"RISKASSESS_HOME": str(tmp_path)}), home=tmp_path)
    settings = replace(settings, queue_url=f"sqlite:///{tmp_path}/queue.db")
    queue.prepare_queue(settings)
    made = queue.make_huey(settings)
    yield made
    made.storage.close()


def test_task_comes_back_as_it_was_put(huey, monkeypatch):
    done = []
    monkeypatch.setattr(queue, "run", lambda _resources, *what: done.append(what))
    queue.register(huey, None)("message", 7)
    (row,) = huey.storage.enqueued_items()
    assert bytes(row).startswith(b"{")
    huey.execute(huey.dequeue())
    assert done == [("message", 7)]


@pytest.mark.parametrize(
    "row",
    [
        pickle.dumps(Evil()),
        b"[]",
        b'{"id": "1", "name": "x", "args": [{}]}',
        b'{"id": "1", "name": "os.system", "args": ["true"]}',
        b'{"id": "1", "name": "x", "args": [], "on_error": {"name": "y"}}',
    ],
)
def test_any_other_row_runs_nothing_and_is_gone(huey, row):
    queue.register(huey, None)
    huey.storage.enqueue(row)
    with pytest.raises(Exception, match="task|codec|Registry"):
        huey.dequeue()
    assert (RAN, huey.pending_count()) == ([], 0)
