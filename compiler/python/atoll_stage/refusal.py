"""What the stage refuses, by the names that users see in a condition."""

from __future__ import annotations

import enum
import re

_MAX_DETAIL = 400


class Reason(enum.Enum):
    """Why an input was refused; trying again with the same input changes nothing."""

    UnsupportedSource = "UnsupportedSource"
    CalibrationInvalid = "CalibrationInvalid"
    EvaluationInvalid = "EvaluationInvalid"
    NotQuantized = "NotQuantized"


class Refusal(Exception):
    """An input that cannot be used, with a sentence that says what to do."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


def brief(error: BaseException | str) -> str:
    """The first line of a foreign error, short and without local paths."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = lines[0] if lines else type(error).__name__
    without_paths = re.sub(r"(?:/[\w.+@-]+){2,}/?", "…", first)
    return without_paths[:_MAX_DETAIL]
