"""Every table, in one import place."""

from models.account import Account, AccountRole
from models.audit import AuditChain, AuditEntry, AuditHead
from models.base import row_id
from models.document import Document
from models.dossier import Dossier
from models.draw import Draw, DrawRequest, DrawValue, LedgerEntry
from models.exclusion import Exclusion
from models.expert import (
    ConditionCheck,
    Contest,
    Disclosure,
    Employment,
    EvaluationChange,
    EvaluationItem,
    Expert,
    ExpertAct,
    ExpertFile,
    Fee,
    Recusal,
    TaskEvaluation,
    Unavailability,
    YearEvaluation,
)
from models.expert_words import ExpertGram
from models.factor import Commitment, Factor, Measure, MeasureFactor, OwnEstimate
from models.grade import Certainty, Certificate, DecisionRecord, GradeProposal, GradeResult
from models.job import Job, Message
from models.manual import ManualProposal, ManualVersion, PoolManualVersion
from models.office import NameRuling, Office, OfficeKey, Unit, UnitAlias, UnitKind
from models.project import Assessment, PointKind, Project, ReturnPoint, Transition
from models.review import PanelMember, Review, ReviewRound
from models.seats import SeatWithoutLedger, guard_seats
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
    "ConditionCheck",
    "Contest",
    "DecisionRecord",
    "Disclosure",
    "Document",
    "Dossier",
    "Draw",
    "DrawRequest",
    "DrawValue",
    "Employment",
    "EvaluationChange",
    "EvaluationItem",
    "Exclusion",
    "Expert",
    "ExpertAct",
    "ExpertGram",
    "ExpertFile",
    "Factor",
    "Fee",
    "GradeProposal",
    "GradeResult",
    "ItemPoints",
    "Job",
    "LedgerEntry",
    "ManualProposal",
    "ManualVersion",
    "Measure",
    "MeasureFactor",
    "Message",
    "NameRuling",
    "Office",
    "OfficeKey",
    "Opinion",
    "OppositionClass",
    "OwnEstimate",
    "PanelMember",
    "PointKind",
    "PoolManualVersion",
    "Project",
    "Recusal",
    "ReturnPoint",
    "Review",
    "ReviewRound",
    "Score",
    "SeatWithoutLedger",
    "Sheet",
    "SheetChange",
    "Survey",
    "TaskEvaluation",
    "Transition",
    "Unavailability",
    "Unit",
    "UnitAlias",
    "UnitKind",
    "YearEvaluation",
    "row_id",
]

guard_seats()
