"""What the stage refuses, by the names that users see in a condition."""

from __future__ import annotations

import enum
import re
import unicodedata

_MAX_DETAIL = 400
_MAX_MESSAGE = 2000
_MAX_END = 400
# Controls, marks that turn the direction of text, and halves of characters, which no file can hold.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class Reason(enum.Enum):
    """Why an input was refused; trying again with the same input changes nothing."""

    UnsupportedSource = "UnsupportedSource"
    CalibrationInvalid = "CalibrationInvalid"
    EvaluationInvalid = "EvaluationInvalid"
    NotQuantized = "NotQuantized"


class Refusal(Exception):
    """An input that cannot be used, with a sentence that says what to do.

    The names in it may be those of a hostile file: none makes it long, or moves a cursor.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        self.reason = reason
        self.message = _plain(message)
        super().__init__(self.message)


def _plain(message: str) -> str:
    # The end says what to do: what is too long is cut in its middle.
    if len(message) > _MAX_MESSAGE:
        message = f"{message[: _MAX_MESSAGE - _MAX_END]} … {message[-_MAX_END:]}"
    return "".join(
        "\ufffd" if unicodedata.category(c) in _UNSEEN else c for c in message.replace("\n", " ")
    )


def brief(error: BaseException | str) -> str:
    """The first line of a foreign error, short and without local paths."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = lines[0] if lines else type(error).__name__
    without_paths = re.sub(r"(?:/[\w.+@-]+){2,}/?", "…", first)
    return without_paths[:_MAX_DETAIL]
