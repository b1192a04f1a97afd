"""Errors of the pool's rules; they carry codes and facts, never prose."""


class PoolError(Exception):
    """Root of all errors of the pool."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class UnfillableSeat(PoolError):
    """The pool cannot fill a seat; `seat` names it, `candidates` counts who would fit."""

    def __init__(self, *, seat: str, needed: int, candidates: int) -> None:
        super().__init__("panel_seat_unfillable", seat=seat, needed=needed, candidates=candidates)
        self.seat = seat
        self.candidates = candidates
