"""What web, jobs and command line share, made once per process from the settings."""

from collections.abc import Callable, Mapping, Sequence
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
from riskassess.adapters.documents import DocumentRefused, sniff
from riskassess.adapters.held_files import HeldFiles
from riskassess.adapters.holidays import published_days
from riskassess.adapters.keys import OfficeKeys
from riskassess.adapters.manuals import load_manual_bytes
from riskassess.adapters.passwords import Passwords
from riskassess.adapters.personal_seal import PersonalSeal, SealError
from riskassess.adapters.reports import check_file
from riskassess.adapters.sms import SmsGateway
from riskassess.adapters.storage import FileStore
from riskassess.adapters.unit_text import likeness, simplified
from riskassess.domain.deadlines import WorkCalendar
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.manual import Manual
from riskassess.domain.report_check import ReportFindings

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
class Resources:
    """Settings and the doors to the outside world."""

    settings: Settings
    engine: sa.Engine
    files: FileStore
    keys: OfficeKeys
    passwords: Passwords
    seal: PersonalSeal
    clock: Callable[[], datetime] = utc_now
    media_type_of: Callable[..., str] = media_type_of
    check_report: Callable[..., ReportFindings] = check_file
    read_manual: Callable[..., Manual] = load_manual_bytes
    read_expert_table: Callable[..., expert_tables.ReadTable] = read_expert_table
    write_tables: Callable[..., bytes] = expert_tables.write_tables
    names: NameTools = NAME_TOOLS
    cut_words: Callable[[str], list[str]] = cut_words
    calendar: WorkCalendar = field(default_factory=lambda: WorkCalendar(*published_days()))

    def payable_sheet(self, words: Sequence[Any], rows: Sequence[Sequence[Any]]) -> bytes:
        """Return a list of fees as XLSX, from the fields of PayableWords and Payable."""
        from riskassess.adapters.payable_sheet import payable_sheet  # only who asks for a list

        return payable_sheet(words, rows)

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

    @property
    def held(self) -> HeldFiles:
        """What waits for a second step of the same person."""
        return HeldFiles(self.settings.home / "held")


def make_resources(settings: Settings, *, engine: sa.Engine | None = None) -> Resources:
    """Return the resources that the settings describe; folders are made on first start."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return Resources(
        settings=settings,
        engine=engine or make_engine(settings.database_url),
        files=FileStore(settings.files),
        keys=OfficeKeys(settings.keys),
        passwords=Passwords(),
        seal=PersonalSeal(settings.personal_keys),
    )
