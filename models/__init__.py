"""Every table, in one import place."""

from models.account import Account, AccountRole
from models.audit import AuditChain, AuditEntry, AuditHead
from models.base import row_id
from models.document import Document
from models.dossier import Dossier
from models.expert import Expert, Recusal
from models.factor import Commitment, Factor, Measure, MeasureFactor, OwnEstimate
from models.grade import Certainty, Certificate, DecisionRecord, GradeProposal, GradeResult
from models.job import Job, Message
from models.manual import ManualProposal, ManualVersion
from models.office import Office, OfficeKey, Unit, UnitKind
from models.project import Assessment, PointKind, Project, ReturnPoint, Transition
from models.review import Draw, PanelMember, Review, ReviewRound
from models.sheet import Comparison, ItemPoints, Opinion, Score, Sheet, SheetChange
from models.survey import OppositionClass, Survey

__all__ = [
    "Account",
    "AccountRole",
    "Assessment",
    "AuditChain",
    "AuditEntry",
    "AuditHead",
    "Certainty",
    "Certificate",
    "Commitment",
    "Comparison",
    "DecisionRecord",
    "Document",
    "Dossier",
    "Draw",
    "Expert",
    "Factor",
    "GradeProposal",
    "GradeResult",
    "ItemPoints",
    "Job",
    "ManualProposal",
    "ManualVersion",
    "Measure",
    "MeasureFactor",
    "Message",
    "Office",
    "OfficeKey",
    "Opinion",
    "OppositionClass",
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
