"""What an outsider checks of a published file: pure, from what was read of it.

Each check gives a line with a code; texts are looked up by whoever prints them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from riskassess.proof.canonical import bytes_digest, digest
from riskassess.proof.certificate_notes import printed_notes
from riskassess.proof.contents import (
    AUDIT_FILE,
    CERTIFICATE_FILE,
    REGISTER_FILE,
    RepeatDraw,
    check_contents,
    is_draw,
    is_round,
    listed_digests,
)
from riskassess.proof.file_kind import Kind
from riskassess.proof.reading import HasDigest, ZipFault
from riskassess.proof.records import read_record
from riskassess.proof.seal import (
    BAG_FACTS_NAME,
    BAGIT_NAME,
    CERTIFICATE_FORMAT,
    MANIFEST_NAME,
    PAYLOAD,
    SEAL_FORMAT,
    SEAL_NAME,
    TAG_MANIFEST_NAME,
    TAG_NAMES,
    FileFacts,
    derived_tags,
    manifest_text,
    section_digest,
    tag_manifest_text,
)
from riskassess.proof.signing import signed_record_holds

ASSESSMENT_FILE, MANUAL_FILE, RESULT_FILE = (
    f"{PAYLOAD}assessment.json",
    f"{PAYLOAD}manual.json",
    f"{PAYLOAD}result.json",
)
COMPUTED_FROM = (*TAG_NAMES, ASSESSMENT_FILE, MANUAL_FILE, RESULT_FILE)
_NAMED = frozenset({*COMPUTED_FROM, AUDIT_FILE, CERTIFICATE_FILE, REGISTER_FILE})


class KeptFiles:
    """Names of the files a reader has to keep the content of."""

    def __contains__(self, name: object) -> bool:
        """Say whether a file is needed for a check."""
        return name in _NAMED or (isinstance(name, str) and (is_draw(name) or is_round(name)))


KEPT_FILES = KeptFiles()

Recompute = Callable[[bytes, bytes, bytes], bytes | None]
"""Assessment file, manual and the result's form → result file, None when it cannot be computed."""


class Verdict(StrEnum):
    """How a check came out; a note is no fault."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    NOTE = "note"


class Check(StrEnum):
    """What was checked."""

    FORM = "form"
    MISSING = "missing"
    ADDED = "added"
    CHANGED = "changed"
    ZIP = "zip"
    SEAL = "seal"
    CERTIFICATE = "certificate"
    SIGNATURE = "signature"
    KEY = "key"
    MANIFEST = "manifest"
    SECTION = "section"
    FILES = "files"
    MANUAL = "manual"
    RECOMPUTED = "recomputed"
    AUDIT = "audit"
    EMERGENCY = "emergency"
    APPROVAL = "approval"
    REGISTER = "register"
    DRAW = "draw"
    DRAW_PART = "draw_part"
    PAGE = "page"
    ROOM_PART = "room_part"
    SIGNED_PAGE = "signed_page"


_CHECK_OF = {**{check.value: check for check in Check}, "certificate": Check.APPROVAL}


@dataclass(frozen=True)
class VerifyLine:
    """One check: `part` names file, section or key; `facts` are what the text mentions."""

    check: Check
    verdict: Verdict
    part: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class VerifyReport:
    """All lines; the file is whole when none failed."""

    lines: tuple[VerifyLine, ...]
    kind: Kind = Kind.WHOLE

    @property
    def whole(self) -> bool:
        """Say whether no check failed."""
        return all(line.verdict is not Verdict.FAIL for line in self.lines)


def _line(check: Check, good: bool, part: str = "", **facts: object) -> VerifyLine:
    return VerifyLine(check, Verdict.PASS if good else Verdict.FAIL, part, facts)


def _signature_lines(
    purpose: str, record: dict[str, Any], trusted_keys: Collection[str]
) -> list[VerifyLine]:
    signature = record.get("signature")
    named = signature if isinstance(signature, dict) else {}
    key, public = str(named.get("key_id", "")), str(named.get("public_key", ""))
    holds = signed_record_holds(purpose, record)
    part = SEAL_NAME if purpose == "seal" else purpose
    lines = [_line(Check.SIGNATURE, holds, part, office=str(record.get("office", "")), key=key)]
    if not trusted_keys:
        return [*lines, VerifyLine(Check.KEY, Verdict.NOTE, key, {"public_key": public})]
    return [*lines, _line(Check.KEY, public in trusted_keys, key, public_key=public)]


def check_certificate(content: bytes, *, trusted_keys: Collection[str] = ()) -> VerifyReport:
    """Check a published certificate alone: its form, its signature, its key."""
    record = read_record(content)
    if record is None or record.get("format") != CERTIFICATE_FORMAT:
        return VerifyReport((_line(Check.CERTIFICATE, False, "certificate"),))
    lines = [_line(Check.CERTIFICATE, True, str(record.get("assessment", "")))]
    lines += _signature_lines("certificate", record, trusted_keys)
    notes = [VerifyLine(Check(row.kind), Verdict.NOTE, row.part, row.facts)
             for row in printed_notes(record)]  # fmt: skip
    return VerifyReport((*lines, *notes))


def check_package(
    found: Mapping[str, HasDigest],
    kept: Mapping[str, bytes],
    *,
    faults: Iterable[ZipFault] = (),
    trusted_keys: Collection[str] = (),
    recompute: Recompute | None = None,
    repeat_draw: RepeatDraw | None = None,
) -> VerifyReport:
    """Check a dossier package from what was read of it.

    Parameters
    ----------
    found : Mapping
        Every file of the package: digest and size.
    kept : Mapping
        The contents of KEPT_FILES, as far as they are there.
    faults : Iterable of ZipFault
        What the reader found wrong in the archive.
    trusted_keys : Collection of str
        Public keys, hexadecimal; when given, the seal must be signed by one of them.
    recompute : callable, optional
        Computes the result again from assessment and manual, in the form of the result given.
    repeat_draw : callable, optional
        Repeats a draw from its record.

    Returns
    -------
    VerifyReport
        A line for each check, failed ones with the name of the part.

    Examples
    --------
    >>> check_package({}, {}).whole
    False
    """
    lines = [_line(Check.ZIP, False, fault.part, fault=fault.code) for fault in faults]
    if not lines:
        lines.append(_line(Check.ZIP, True))
    lines += [_line(Check.MISSING, False, name) for name in TAG_NAMES if name not in kept]
    seal = read_record(kept.get(SEAL_NAME, b""))
    if seal is None or seal.get("format") != SEAL_FORMAT or not _well_formed(seal):
        return VerifyReport((*lines, _line(Check.SEAL, False, SEAL_NAME)))
    lines += _signature_lines("seal", seal, trusted_keys)
    files = {
        name: FileFacts(facts.digest, facts.size)
        for name, facts in found.items()
        if name.startswith(PAYLOAD)
    }
    extra = sorted(set(found) - set(files) - set(TAG_NAMES))
    lines += [_line(Check.ADDED, False, name) for name in extra]
    lines += _file_lines(seal, files, kept)
    lines += _tag_lines(seal, files, kept)
    lines += _section_lines(seal, files)
    lines += [
        _line(_CHECK_OF[found.kind], found.holds, found.part, count=found.count, fault=found.fault)
        for found in check_contents(seal, kept, repeat_draw=repeat_draw)
    ]
    return VerifyReport((*lines, *_recompute_lines(seal, kept, recompute)))


def _well_formed(seal: Mapping[str, Any]) -> bool:
    """Say whether the seal has the parts the checks read."""
    sections = seal.get("sections")
    texts = (seal.get(name) for name in ("office", "number", "sealed_at", "manifest_digest"))
    return (
        all(isinstance(text, str) for text in texts)
        and isinstance(sections, list)
        and all(isinstance(part, dict) and _names(part) is not None for part in sections)
    )


def _names(section: Mapping[str, Any]) -> list[str] | None:
    names = section.get("files")
    whole = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return list(names or []) if whole else None


def _file_lines(
    seal: Mapping[str, Any], files: Mapping[str, FileFacts], kept: Mapping[str, bytes]
) -> list[VerifyLine]:
    """Compare the files with the manifest, and the manifest with the seal."""
    manifest = kept.get(MANIFEST_NAME, b"")
    sealed = bytes_digest(manifest) == seal["manifest_digest"]
    lines = [_line(Check.MANIFEST, sealed, MANIFEST_NAME)]
    # A damaged manifest accuses no file: the digests of the sections say which are whole.
    listed = listed_digests(manifest) if sealed else {}
    known = {name for part in seal["sections"] for name in _names(part) or []}
    lines += [_line(Check.MISSING, False, name) for name in sorted(known - set(files))]
    lines += [_line(Check.ADDED, False, name) for name in sorted(set(files) - known)]
    changed = [
        name
        for name in sorted(set(files) & set(listed))
        if files[name].digest.removeprefix("sha256:") != listed[name]
    ]
    lines += [_line(Check.CHANGED, False, name) for name in changed]
    if len(lines) == 1 and sealed:
        lines.append(_line(Check.FILES, True, count=len(files)))
    return lines


def _tag_lines(
    seal: Mapping[str, Any], files: Mapping[str, FileFacts], kept: Mapping[str, bytes]
) -> list[VerifyLine]:
    """Compare the other tag files with what follows from seal and files."""
    expected = derived_tags(seal, kept.get(SEAL_NAME, b""), files)
    expected[MANIFEST_NAME] = kept.get(MANIFEST_NAME, b"")
    if bytes_digest(manifest_text(files)) == seal["manifest_digest"]:
        expected[MANIFEST_NAME] = manifest_text(files)
    del expected[TAG_MANIFEST_NAME]
    expected[TAG_MANIFEST_NAME] = tag_manifest_text(expected)
    return [
        _line(Check.CHANGED, False, name)
        for name in (BAGIT_NAME, BAG_FACTS_NAME, TAG_MANIFEST_NAME)
        if name in kept and kept[name] != expected[name]
    ]


def _section_lines(seal: Mapping[str, Any], files: Mapping[str, FileFacts]) -> list[VerifyLine]:
    """Compare each section of the seal with its files."""
    lines = []
    for section in seal["sections"]:
        names = _names(section) or []
        here = {name: files[name] for name in names if name in files}
        whole = len(here) == len(names) and section_digest(here) == section.get("digest")
        lines.append(_line(Check.SECTION, whole, str(section.get("name")), count=len(names)))
    return lines


def _recompute_lines(
    seal: Mapping[str, Any], kept: Mapping[str, bytes], recompute: Recompute | None
) -> list[VerifyLine]:
    """Compute the grade again from the files of the package alone."""
    lines = []
    manual = read_record(kept.get(MANUAL_FILE, b""))
    if MANUAL_FILE in kept:
        same = manual is not None and digest(manual) == seal.get("manual_digest")
        lines.append(_line(Check.MANUAL, same, MANUAL_FILE))
    if recompute is None or any(name not in kept for name in COMPUTED_FROM):
        return [*lines, VerifyLine(Check.RECOMPUTED, Verdict.NOTE, RESULT_FILE)]
    again = recompute(kept[ASSESSMENT_FILE], kept[MANUAL_FILE], kept[RESULT_FILE])
    return [*lines, _line(Check.RECOMPUTED, again == kept[RESULT_FILE], RESULT_FILE)]
