"""The changes of all steps, a part at a time."""

from __future__ import annotations

from ..story.recording import Recording
from ..story.steps import Step
from .drawing import Drawing
from .scene import Change, State
from .step_changes import StepChanges

PART = 256  # steps that travel together
_KEPT_EVERY = 8


class Playback:
    """The changes of all steps, worked out a part at a time.

    The first step of a part tells everything that holds, the others what differs from the step before, so that
    a player can begin anywhere.
    """

    def __init__(self, rec: Recording, drawing: Drawing, steps: list[Step]) -> None:
        self.steps = steps
        self._plays = {0: StepChanges(rec, drawing)}  # at the beginning of some parts
        self._now, self._at = self._plays[0].copy(), 0

    @property
    def parts(self) -> int:
        return -(-len(self.steps) // PART)

    def part(self, number: int) -> list[list[Change]]:
        """The changes of the steps of a part. Raises IndexError for one that is not there."""
        if not 0 <= number < self.parts:
            raise IndexError(f"parts go from 0 to {self.parts - 1}, not {number}")
        self._go(number * PART)
        self._now.look()
        return [self._now.tell(step) for step in self._upto((number + 1) * PART)]

    def state(self, step: int) -> State:
        """Everything that holds at a step: (id, kind) to class suffix or text."""
        self._go(step)
        self._now.look()
        return {(id, kind): text for step in self._upto(step + 1) for id, kind, text in self._now.tell(step)}

    def _upto(self, stop: int) -> list[Step]:
        """The steps from where it stands to another; it stands there from then on."""
        begin, self._at = self._at, min(stop, len(self.steps))
        return self.steps[begin : self._at]

    def _go(self, target: int) -> None:
        """Stand before a step."""
        if self._at > target:
            self._at = max(at for at in self._plays if at <= target)
            self._now = self._plays[self._at].copy()
        while self._at < target:
            stop = min(target, (self._at // (PART * _KEPT_EVERY) + 1) * PART * _KEPT_EVERY)
            for step in self._upto(stop):
                self._now.pass_over(step)
            if stop % (PART * _KEPT_EVERY) == 0 and stop not in self._plays:
                self._plays[stop] = self._now.copy()
