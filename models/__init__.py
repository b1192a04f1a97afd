"""Every table, in one import place."""

from models.account import Account, AccountRole
from models.audit import AuditChain, AuditEntry, AuditHead
from models.base import row_id
from models.document import Document
from models.dossier import Dossier
from models.expert import Expert, Recusal
from models.factor import Commitment, Factor, Measure, MeasureFactor, OwnEstimate
from models.grade import Certificate, DecisionRecord, GradeProposal, GradeResult
from models.job import Job, Message
from models.manual import ManualVersion
from models.office import Office, OfficeKey, Unit, UnitKind
from models.project import Assessment, PointKind, Project, ReturnPoint, Transition
from models.review import Draw, PanelMember, Review, ReviewRound
from models.sheet import Opinion, Score, Sheet, SheetChange
from models.survey import Survey

__all__ = [
    "Account",
    "AccountRole",
    "Assessment",
    "AuditChain",
    "AuditEntry",
    "AuditHead",
    "Certificate",
    "Commitment",
    "DecisionRecord",
    "Document",
    "Dossier",
    "Draw",
    "Expert",
    "Factor",
    "GradeProposal",
    "GradeResult",
    "Job",
    "ManualVersion",
    "Measure",
    "MeasureFactor",
    "Message",
    "Office",
    "OfficeKey",
    "Opinion",
    "OwnEstimate",
    "PanelMember",
    "PointKind",
    "Project",
    "Recusal",
    "ReturnPoint",
    "Review",
    "ReviewRound",
    "Score",
    "Sheet",
    "SheetChange",
    "Survey",
    "Transition",
    "Unit",
    "UnitKind",
    "row_id",
]
