"""Every write of performance."""

from townclerk.performance.operations.permission import CHIEF, PERFORMANCE, check
from townclerk.performance.operations.plans import (
    DecisionNeeded,
    NotADraft,
    NothingToApprove,
    NotInThisState,
    approve_plan,
    carry_over,
    change_aim,
    create_action,
    create_aim,
    keep_ratings,
    moves_open,
    rate,
    report_progress,
    settle_mapping,
    suggest_mappings,
)

__all__ = [
    "CHIEF",
    "PERFORMANCE",
    "DecisionNeeded",
    "NotADraft",
    "NotInThisState",
    "NothingToApprove",
    "approve_plan",
    "carry_over",
    "change_aim",
    "check",
    "create_action",
    "create_aim",
    "keep_ratings",
    "moves_open",
    "rate",
    "report_progress",
    "settle_mapping",
    "suggest_mappings",
]
