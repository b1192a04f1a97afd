"""What web, jobs and command line share, made once per process from the settings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

import sqlalchemy as sa

from config import Settings
from expert_pool.unit_names import NameTools
from models.engine import make_engine
from riskassess.adapters import expert_tables
from riskassess.adapters.chinese import cut_words
from riskassess.adapters.clock import utc_now
from riskassess.adapters.common_passwords import is_common
from riskassess.adapters.documents import DocumentRefused, sniff
from riskassess.adapters.held_files import HeldFiles
from riskassess.adapters.holidays import published_days
from riskassess.adapters.keys import OfficeKeys
from riskassess.adapters.machine import Machine
from riskassess.adapters.manuals import load_manual_bytes
from riskassess.adapters.officer_seal import OfficerSeal
from riskassess.adapters.passwords import Passwords
from riskassess.adapters.personal_seal import PersonalSeal, SealError
from riskassess.adapters.reports import check_file
from riskassess.adapters.room_seal import RoomSeal, RoundOpener
from riskassess.adapters.second_factor import OneTimeCodes
from riskassess.adapters.sms import SmsGateway
from riskassess.adapters.storage import FileStore
from riskassess.adapters.unit_text import likeness, simplified
from riskassess.domain.deadlines import WorkCalendar
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.manual import Manual
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.report_check import ReportFindings
from riskassess.services.sheet_vault import SheetVault
from riskassess.services.signature_desk import SignatureDesk

# A sheet's seal tells otherwise than that of a telephone number.
ROOM_CODES = {
    "seal_tampered": "sheet_tampered",
    "seal_unreadable": "room_key_unreadable",
    "seal_unwritable": "room_key_unwritable",
}
NAME_TOOLS = NameTools(simplify=simplified, likeness=likeness)


def media_type_of(stream: BinaryIO, *, name: str) -> str:
    """Return the media type of an uploaded file by its content, whatever its name says.

    Raises InvalidInput `document_<reason>`, where the reason is one of `DocumentRefused` or
    `unknown_type`.
    """
    try:
        found = sniff(stream)
    except DocumentRefused as refused:
        raise InvalidInput(f"document_{refused.reason}", where="file", name=name) from refused
    if found is None:
        raise InvalidInput("document_unknown_type", where="file", name=name)
    return found.mime


def read_expert_table(
    source: expert_tables.Source, columns: Mapping[str, str], *, needed: Sequence[str]
) -> expert_tables.ReadTable:
    """Return the list of experts in a workbook; raises InvalidInput `pool_file_<reason>`."""
    try:
        return expert_tables.read_table(source, columns, needed=needed)
    except expert_tables.TableRefused as refused:
        code = f"pool_file_{refused.reason}"
        raise InvalidInput(code, where="file", **refused.facts) from refused


def write_offline_sheet(pages: Sequence[Any], *, form: str, code: str) -> bytes:
    """Return an offline sheet as a workbook."""
    from riskassess.adapters import offline_sheets  # only who takes a sheet out

    return offline_sheets.write_offline_sheet(pages, form=form, code=code)


def read_offline_sheet(source: expert_tables.Source) -> Any:
    """Return what an offline sheet says; raises InvalidInput `offline_file_<reason>`."""
    from riskassess.adapters import offline_sheets  # only who brings a sheet back

    try:
        return offline_sheets.read_offline_sheet(source)
    except expert_tables.TableRefused as refused:
        code = f"offline_file_{refused.reason}"
        raise InvalidInput(code, where="file", **refused.facts) from refused


@dataclass(frozen=True)
class TellingSeal:
    """The seal of personal fields for pages: what goes wrong is told, not a defect."""

    seals: PersonalSeal

    def seal(self, text: str, *, office_id: int, expert: str) -> str:
        """Return a text sealed for an expert; raises Refused with the seal's code."""
        try:
            return self.seals.seal(text, office_id=office_id, expert=expert)
        except SealError as problem:
            raise Refused(problem.code, where=f"expert:{expert}") from problem

    def open(self, sealed: str, *, office_id: int, expert: str) -> str:
        """Return the text that was sealed for the expert; raises Refused with the seal's code."""
        try:
            return self.seals.open(sealed, office_id=office_id, expert=expert)
        except SealError as problem:
            raise Refused(problem.code, where=f"expert:{expert}") from problem


@dataclass(frozen=True)
class TellingRoomSeal:
    """The seal of open rounds for services: what goes wrong is told, not a defect."""

    seals: RoomSeal

    def seal_draft(self, plain: bytes, *, sheet_id: int) -> bytes:
        """Return a draft sealed for its sheet; raises Refused with the seal's code."""
        with _told(f"sheet:{sheet_id}"):
            return self.seals.seal_draft(plain, sheet_id=sheet_id)

    def open_draft(self, sealed: bytes, *, sheet_id: int) -> bytes:
        """Return the draft of a sheet; raises Refused with the seal's code."""
        with _told(f"sheet:{sheet_id}"):
            return self.seals.open_draft(sealed, sheet_id=sheet_id)

    def new_round(self, *, round_id: int) -> tuple[str, str]:
        """Return both halves of a new key; raises Refused with the seal's code."""
        with _told(f"round:{round_id}"):
            return self.seals.new_round(round_id=round_id)

    def seal_for_round(self, public_key: str, plain: bytes, *, bound: str) -> bytes:
        """Return what only the other half of the round's key opens, and only for `bound`."""
        return self.seals.seal_for_round(public_key, plain, bound=bound)

    def open_round(self, wrapped: str, *, round_id: int) -> "TellingOpener":
        """Return what opens a round; raises Refused with the seal's code."""
        with _told(f"round:{round_id}"):
            return TellingOpener(self.seals.open_round(wrapped, round_id=round_id))


@dataclass(frozen=True)
class TellingOpener:
    """The opening half of a round's key; what cannot be opened is told by its place."""

    opener: RoundOpener

    @property
    def public_key(self) -> str:
        """The half that everything was sealed with."""
        return self.opener.public_key

    def open(self, sealed: bytes, *, bound: str) -> bytes:
        """Return what was sealed for the round and `bound`; raises Refused."""
        with _told(bound):
            return self.opener.open(sealed, bound=bound)


@dataclass(frozen=True)
class TellingOfficerSeal:
    """The keys of officers for services: a wrong passphrase is told, not a defect."""

    seals: OfficerSeal

    def new_officer(self, passphrase: str, *, account_id: int) -> tuple[str, str]:
        """Return both halves of an officer's new key."""
        return self.seals.new_officer(passphrase, account_id=account_id)

    def new_shared_round(self, *, round_id: int, officers: Mapping[int, str]) -> tuple[str, str]:
        """Return both halves of a round's key that any two of the officers open."""
        return self.seals.new_shared_round(round_id=round_id, officers=officers)

    def open_parts(self, wrapped_key: str, passphrase: str, **of: Any) -> dict[int, str]:
        """Return what the first officer's passphrase opens; raises Refused."""
        with _told(f"round:{of['round_id']}"):
            return self.seals.open_parts(wrapped_key, passphrase, **of)

    def open_shared_round(self, wrapped_key: str, passphrase: str, **of: Any) -> TellingOpener:
        """Return what opens the round with the second officer's passphrase; raises Refused."""
        with _told(f"round:{of['round_id']}"):
            return TellingOpener(self.seals.open_shared_round(wrapped_key, passphrase, **of))


@contextmanager
def _told(where: str) -> Iterator[None]:
    try:
        yield
    except SealError as problem:
        raise Refused(ROOM_CODES.get(problem.code, problem.code), where=where) from problem


@dataclass(frozen=True)
class Resources:
    """Settings and the doors to the outside world."""

    settings: Settings
    engine: sa.Engine
    files: FileStore
    keys: OfficeKeys
    passwords: Passwords
    seal: PersonalSeal
    vault: SheetVault
    officer_seal: TellingOfficerSeal = field(default=TellingOfficerSeal(OfficerSeal()))
    codes: OneTimeCodes = field(default_factory=OneTimeCodes)
    clock: Callable[[], datetime] = utc_now
    media_type_of: Callable[..., str] = media_type_of
    check_report: Callable[..., ReportFindings] = check_file
    read_manual: Callable[..., Manual] = load_manual_bytes
    read_expert_table: Callable[..., expert_tables.ReadTable] = read_expert_table
    write_tables: Callable[..., bytes] = expert_tables.write_tables
    write_offline_sheet: Callable[..., bytes] = write_offline_sheet
    read_offline_sheet: Callable[..., Any] = read_offline_sheet
    names: NameTools = NAME_TOOLS
    cut_words: Callable[[str], list[str]] = cut_words
    calendar: WorkCalendar = field(default_factory=lambda: WorkCalendar(*published_days()))

    def payable_sheet(self, words: Sequence[Any], rows: Sequence[Sequence[Any]]) -> bytes:
        """Return a list of fees as XLSX, from the fields of PayableWords and Payable."""
        from riskassess.adapters.payable_sheet import payable_sheet  # only who asks for a list

        return payable_sheet(words, rows)

    @property
    def signatures(self) -> SignatureDesk:
        """What makes and signs signature pages."""
        from riskassess.jobs.signature_desk import desk_of

        return desk_of(self.settings.keys, self.files, tsa_url=self.settings.tsa_url)

    @property
    def password_rule(self) -> PasswordRule:
        """What a new password has to be."""
        return PasswordRule(self.settings.password_length, is_common)

    @property
    def sms(self) -> SmsGateway:
        """The gateway for SMS; its address is empty where there is none."""
        settings = self.settings
        return SmsGateway(settings.sms_url, settings.sms_token, settings.sms_sign)

    def draw_page(self, record: bytes, names: Mapping[str, Mapping[str, str]]) -> str:
        """Return the record of a draw as one HTML file that repeats it without a server."""
        from riskassess.adapters.pages import Pages
        from riskassess.print.draw_page import draw_page  # only who asks for the page

        return draw_page(record, render=Pages().render_page, names=names)

    def review_paper(
        self, record: Any, rule: Any, form: str, reader: Mapping[str, Any]
    ) -> tuple[str, bytes]:
        """Return name and content of a paper of a review, for a reader (`jobs.review_papers`)."""
        from riskassess.jobs.review_papers import Reader, paper_file  # only who asks for a paper

        return paper_file(record, rule, form, Reader(**reader))

    @property
    def machine(self) -> Machine:
        """What looks at folders and disk."""
        return Machine(files=self.settings.files, keys=self.settings.keys)

    @property
    def held(self) -> HeldFiles:
        """What waits for a second step of the same person."""
        return HeldFiles(self.settings.home / "held")


def make_resources(settings: Settings, *, engine: sa.Engine | None = None) -> Resources:
    """Return the resources that the settings describe; folders are made on first start."""
    settings.home.mkdir(parents=True, exist_ok=True)
    keys = OfficeKeys(settings.keys)
    return Resources(
        settings=settings,
        engine=engine or make_engine(settings.database_url),
        files=FileStore(settings.files),
        keys=keys,
        passwords=Passwords(),
        seal=PersonalSeal(settings.personal_keys),
        vault=SheetVault(TellingRoomSeal(RoomSeal(settings.room_keys)), keys.sign),
    )
