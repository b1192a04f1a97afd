"""Files are kept by digest; office keys are made once and kept private."""

import errno
import hashlib
import io
import os
import resource
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from riskassess.adapters import storage
from riskassess.adapters.keys import KeyStoreError, OfficeKeys
from riskassess.adapters.storage import FileStore, StorageError
from riskassess.proof.signing import key_id, verify_signature

ABC = "sha256:" + hashlib.sha256(b"abc").hexdigest()


def test_content_is_kept_once_under_its_digest(tmp_path):
    store = FileStore(tmp_path)
    assert store.put(b"abc") == store.put(io.BytesIO(b"abc"))
    assert store.read(ABC, verify=True) == b"abc"
    assert store.exists(ABC)
    assert [p.name for p in (tmp_path / "files").rglob("*") if p.is_file()] == [ABC[7:]]


def test_changed_content_is_found(tmp_path):
    store = FileStore(tmp_path)
    store.put(b"abc")
    assert store.verify(ABC)
    store.path(ABC).write_bytes(b"abd")
    assert not store.verify(ABC)
    with pytest.raises(StorageError, match="changed"):
        store.read(ABC, verify=True)


@pytest.mark.parametrize("digest", ["", "sha256:..", "sha256:" + "A" * 64, "../" + "a" * 64])
def test_bad_digests_lead_nowhere(tmp_path, digest):
    with pytest.raises(StorageError, match="bad_digest"):
        FileStore(tmp_path).path(digest)


def aged(store, tmp_path, seconds=7200):
    """Let the mark of the content be so old."""
    mark = tmp_path / "new" / ABC[7:]
    os.utime(mark, (time.time() - seconds,) * 2)
    return store.list_unsettled(older_than=3600)


def test_unused_content_goes_when_its_mark_is_old(tmp_path):
    store = FileStore(tmp_path)
    store.put(b"abc")
    store.put_page(ABC, 1, b"page")
    assert store.list_unsettled(older_than=3600) == []
    assert aged(store, tmp_path) == [ABC]
    assert store.remove_unused(ABC, older_than=3600)
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]
    assert not store.hold(ABC)


def test_content_that_comes_again_or_is_needed_stays(tmp_path):
    store = FileStore(tmp_path)
    store.put(b"abc")
    for bring in (lambda: store.put(b"abc"), lambda: store.hold(ABC)):
        assert aged(store, tmp_path) == [ABC]
        bring()
        assert not store.remove_unused(ABC, older_than=3600)
        assert store.read(ABC, verify=True) == b"abc"
    store.settle(ABC)
    assert store.list_unsettled(older_than=0) == []


def test_missing_content_is_named(tmp_path):
    with pytest.raises(StorageError, match="missing"):
        FileStore(tmp_path).read(ABC)


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "full"), (errno.EDQUOT, "full"), (errno.EACCES, "denied"), (5, "failed")],
)
def test_file_system_errors_are_named_and_leave_nothing(tmp_path, monkeypatch, number, code):
    def fail(_descriptor):
        raise OSError(number, "no")

    monkeypatch.setattr(storage.os, "fsync", fail)
    with pytest.raises(StorageError, match=code):
        FileStore(tmp_path).put(b"abc")
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_disk_that_takes_no_more_leaves_no_file(tmp_path):
    """The system refuses to let any file of this process grow further: a real failing write."""
    store = FileStore(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        with pytest.raises(StorageError, match="full"):
            store.put(io.BytesIO(os.urandom(2_000_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]
    assert store.put(b"abc").digest == ABC


def test_page_images_are_cached_beside_the_files(tmp_path):
    store = FileStore(tmp_path)
    assert store.cached_page(ABC, 1) is None
    store.put_page(ABC, 1, b"jpeg")
    assert store.cached_page(ABC, 1) == b"jpeg"
    assert store.cached_pages(ABC) == 1


def test_key_is_made_once_private_and_signs(tmp_path):
    keys = OfficeKeys(tmp_path / "keys")
    public = keys.public_key("510101")
    assert keys.public_key("510101") == public
    assert public.key_id == key_id(public.hex)
    signature = keys.sign("510101", b"payload")
    assert verify_signature(public.hex, b"payload", signature.hex)
    file = tmp_path / "keys" / "510101" / f"{public.key_id}.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert OfficeKeys(tmp_path / "keys").public_key("510102") != public


def test_rotation_keeps_old_keys(tmp_path):
    keys = OfficeKeys(tmp_path)
    old = keys.public_key("a")
    new = keys.rotate("a")
    assert keys.public_key("a") == new != old
    assert keys.known_keys("a") == {old.hex, new.hex}


def test_first_use_at_once_agrees_on_one_key(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _n: OfficeKeys(tmp_path).public_key("a"), range(16)))
    assert len(found) == 1


def test_bad_folder_and_office_are_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyStoreError, match="unwritable"):
        OfficeKeys(tmp_path / "file").public_key("a")
    with pytest.raises(KeyStoreError, match="bad_office"):
        OfficeKeys(tmp_path).public_key("../a")
    OfficeKeys(tmp_path).public_key("a")
    next(Path(tmp_path / "a").glob("*.pem")).write_text("x")
    with pytest.raises(KeyStoreError, match="unreadable"):
        OfficeKeys(tmp_path).public_key("a")
