"""Every table, in one import place."""

from models.account import Account, AccountRole
from models.audit import AuditChain, AuditEntry, AuditHead
from models.base import row_id
from models.case_record import (
    CaseNote,
    ClockChange,
    ClockReason,
    Correction,
    CorrectionState,
    LastLook,
)
from models.consultation import DiscussionPost, LiveReady, LiveStep, RaisedRisk
from models.deputy import Deputy, DeputyRole
from models.document import Document
from models.dossier import Dossier
from models.draw import Draw, DrawRequest, DrawValue, LedgerEntry
from models.emergency import EmergencyAccess
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
from models.handover import Handover, HandoverItem
from models.job import Job, JobProcess, Message
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
from models.sign_in import AccountLink, RecoveryCode, SecondFactor, SignInSession
from models.survey import OppositionClass, Survey

__all__ = [
    "Account",
    "AccountLink",
    "AccountRole",
    "Assessment",
    "AuditChain",
    "AuditEntry",
    "AuditHead",
    "CaseNote",
    "Certainty",
    "Certificate",
    "ClockChange",
    "ClockReason",
    "Commitment",
    "Comparison",
    "ConditionCheck",
    "Contest",
    "Correction",
    "CorrectionState",
    "DecisionRecord",
    "Deputy",
    "DeputyRole",
    "Disclosure",
    "DiscussionPost",
    "Document",
    "Dossier",
    "Draw",
    "DrawRequest",
    "DrawValue",
    "DueChange",
    "EmergencyAccess",
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
    "Handover",
    "HandoverItem",
    "ItemPoints",
    "Job",
    "JobProcess",
    "LastLook",
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
    "RecoveryCode",
    "Recusal",
    "ReturnPoint",
    "Review",
    "ReviewRound",
    "RoundKey",
    "RoundName",
    "Score",
    "SeatWithoutLedger",
    "SecondFactor",
    "Sheet",
    "SheetChange",
    "SheetReopening",
    "SheetVersion",
    "SignInSession",
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
