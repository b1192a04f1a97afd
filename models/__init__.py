"""Every table, in one import place."""

from models.account import Account, AccountRole
from models.audit import AuditChain, AuditEntry, AuditHead
from models.base import row_id
from models.consultation import DiscussionPost, LiveReady, LiveStep, RaisedRisk
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
from models.panel_opinion import (
    GroupOpinion,
    GroupPoint,
    LeaderBallot,
    LeaderVote,
    MemberSignature,
    PanelVote,
    SignaturePage,
)
from models.project import Assessment, PointKind, Project, ReturnPoint, Transition
from models.review import DueChange, PanelMember, Review, ReviewRound, RoundName
from models.sealed import OfficerKey, RoundKey, SheetReopening, SheetVersion
from models.seats import SeatWithoutLedger, guard_seats
from models.sheet import (
    Comparison,
    ItemPoints,
    MustFix,
    Opinion,
    QualityPoints,
    Score,
    Sheet,
    SheetChange,
)
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
    "DiscussionPost",
    "Document",
    "Dossier",
    "Draw",
    "DrawRequest",
    "DrawValue",
    "DueChange",
    "Employment",
    "EvaluationChange",
    "EvaluationItem",
    "Exclusion",
    "Expert",
    "ExpertAct",
    "ExpertFile",
    "ExpertGram",
    "Factor",
    "Fee",
    "GradeProposal",
    "GradeResult",
    "GroupOpinion",
    "GroupPoint",
    "ItemPoints",
    "Job",
    "LeaderBallot",
    "LeaderVote",
    "LedgerEntry",
    "LiveReady",
    "LiveStep",
    "ManualProposal",
    "ManualVersion",
    "Measure",
    "MeasureFactor",
    "MemberSignature",
    "Message",
    "MustFix",
    "NameRuling",
    "Office",
    "OfficeKey",
    "OfficerKey",
    "Opinion",
    "OppositionClass",
    "OwnEstimate",
    "PanelMember",
    "PanelVote",
    "PointKind",
    "PoolManualVersion",
    "Project",
    "QualityPoints",
    "RaisedRisk",
    "Recusal",
    "ReturnPoint",
    "Review",
    "ReviewRound",
    "RoundKey",
    "RoundName",
    "Score",
    "SeatWithoutLedger",
    "Sheet",
    "SheetChange",
    "SheetReopening",
    "SheetVersion",
    "SignaturePage",
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
