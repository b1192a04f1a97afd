"""Builds a dossier: signs the audit head, prints the PDF, packs and seals, archives the case."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlmodel import Session

from models import Job, row_id
from models.engine import is_busy
from riskassess.adapters.packages import Packed, Source, write_package
from riskassess.adapters.pages import Pages
from riskassess.adapters.pdf import Labels, PdfMeta, render_pdf
from riskassess.filters import FILTERS
from riskassess.jobs.package_files import package_files, package_sections, require_unchanged
from riskassess.jobs.review_papers import PrintedPaper, dossier_papers
from riskassess.jobs.round_records import dossier_rounds
from riskassess.print.dossier import dossier_head, dossier_page
from riskassess.proof.seal import SEAL_NAME, FileFacts, SealFacts, sealed_tags
from riskassess.queries.dossier_material import Material, get_material
from riskassess.resources import Resources
from riskassess.services import dossiers, jobs
from riskassess.services.approved_content import require_as_approved
from riskassess.services.certificates import utc_text

STEPS = 4
DOSSIER = "dossier.pdf"


@dataclass(frozen=True)
class _Told(Mapping[str, Source]):
    """Sources that tell, each time one is taken, that the work goes on."""

    sources: Mapping[str, Source]
    tell: Callable[[], None]

    def __getitem__(self, name: str) -> Source:
        self.tell()
        return self.sources[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.sources)

    def __len__(self) -> int:
        return len(self.sources)


def build_dossier(resources: Resources, session: Session, job: Job) -> None:
    """Build and seal the dossier of a job; a run after a killed one begins anew."""
    job_id, attempt, dossier_id = row_id(job), job.attempts, job.subject_id
    beat = partial(jobs.beat, session, total=STEPS, job_id=job_id, clock=resources.clock)
    try:
        _build(resources, session, dossier_id, beat)
    except Exception as error:
        session.rollback()
        if is_busy(error):  # the job is put off, and the dossier waits with it
            raise
        dossiers.fail_seal(
            session, dossier_id=dossier_id, job_id=job_id, attempt=attempt, now=resources.clock()
        )
        raise


def _build(
    resources: Resources, session: Session, dossier_id: int, beat: Callable[[int], None]
) -> None:
    begun = dossiers.begin_seal(
        session, dossier_id=dossier_id, sign=resources.keys.sign, now=resources.clock()
    )
    if begun is None:
        return
    dossier, head = begun
    material = get_material(session, dossier, head=head, public_url=resources.settings.public_url)
    require_as_approved(session, material.case)
    rounds = dossier_rounds(session, material, sign=resources.keys.sign)
    # What was checked is what is printed: no row is read again, and no transaction is held,
    # while files are made.
    session.expunge_all()
    session.rollback()
    beat(1)
    papers = [*dossier_papers(material.records), *rounds]
    pdf = print_dossier(material, papers)
    beat(2)
    sealed = _pack(resources, material, {DOSSIER: pdf, **_by_name(papers)}, partial(beat, 2))
    beat(3)
    dossiers.complete_seal(
        session, dossier_id=dossier_id, sealed=sealed, head=head, now=resources.clock()
    )
    beat(STEPS)


def _by_name(papers: Sequence[PrintedPaper]) -> dict[str, bytes]:
    return {paper.name: paper.content for paper in papers}


def print_dossier(material: Material, papers: Sequence[PrintedPaper] = ()) -> bytes:
    """Return the dossier as PDF/A-3b with the assessment file attached; it lists the papers."""
    head = dossier_head(material)
    page = dossier_page(material, papers)
    html = Pages(filters=FILTERS).render_page("dossier/dossier.html", **page)
    meta = PdfMeta(
        title=head.title,
        created_at=material.sealed_at,
        authors=(head.office,),
        subject=head.number,
        number=head.number,
        labels=Labels(running_right=head.running_right),
    )
    attached = {"assessment.json": material.result.stored.assessment_file.encode("utf-8")}
    return render_pdf(html, meta=meta, attachments=attached).content


def _pack(
    resources: Resources, material: Material, made: Mapping[str, bytes], tell: Callable[[], None]
) -> dossiers.SealedFiles:
    files = resources.files
    sources: dict[str, Source] = {**made, **package_files(material, files.path)}
    kept: dict[str, bytes] = {}

    def tags(packed: Mapping[str, Packed]) -> dict[str, bytes]:
        require_unchanged(material, packed)
        kept.update(_sealed_tags(resources, material, packed))
        return kept

    resources.settings.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=resources.settings.home) as folder:
        target = Path(folder) / "dossier.zip"
        write_package(target, _Told(sources, tell), tags=tags)
        tell()
        with target.open("rb") as stream:
            stored = files.put(stream)
    return dossiers.SealedFiles(
        pdf_digest=files.put(made[DOSSIER]).digest,
        package_digest=stored.digest,
        package_size=stored.size,
        seal=kept[SEAL_NAME].decode("utf-8"),
    )


def _sealed_tags(
    resources: Resources, material: Material, packed: Mapping[str, Packed]
) -> dict[str, bytes]:
    head = material.head
    facts = SealFacts(
        office=material.office.name,
        number=material.dossier.number,
        fingerprint=material.approval.certificate.fingerprint,
        manual_digest=material.result.stored.manual_digest,
        audit_head={"chain": head.chain, "sequence": head.sequence, "digest": head.digest},
        sealed_at=utc_text(material.sealed_at),
        sections=package_sections(packed),
    )
    files = {name: FileFacts(one.digest, one.size) for name, one in packed.items()}
    return sealed_tags(
        facts, files, sign=lambda payload: resources.keys.sign(material.office.code, payload)
    )
