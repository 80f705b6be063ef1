"""What ran in each iteration of a loop, for going back through it."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator

from .rolling import Iteration, Rolling
from .steps import NOTHING, Step


class Iterations:
    """By iteration its operations and decisions; none where iterations are drawn one by one.

    Takes the steps one after the other: of an iteration that is not over, there is what has run so far.
    """

    def __init__(self, roll: Rolling) -> None:
        self.roll = roll
        self._nodes: dict[Iteration, list[int]] = defaultdict(list)
        self._decisions: dict[Iteration, list[int]] = defaultdict(list)
        self._newest, self._latest = NOTHING, NOTHING  # operation and decision
        self._turns: dict[int, int] = {}  # loop -> the iteration that runs
        self._at: Iteration = ()  # where the backward pass is
        if roll.places.unrolled:
            return
        for node in roll.of:
            for iteration in self._around(roll.rec.scope(node), roll.places.turn.get(node, 0)):
                self._nodes[iteration].append(node)
        for number in roll.condition_of:
            decision = roll.rec.decisions[number]
            for iteration in self._around(decision.scope, decision.iteration or 0):
                self._decisions[iteration].append(number)

    def _around(self, scope: int, turn: int) -> Iterator[Iteration]:
        """The iterations that something of a scope ran in, outermost first."""
        around = tuple(self.roll.places.iteration(scope, turn))
        return (around[:depth] for depth in range(1, len(around) + 1))

    def run(self, step: Step, scope: int, turn: int) -> list[int]:
        """Take a step forward; the loops that begin another iteration with it."""
        self._newest, self._latest = max(self._newest, step.node), max(self._latest, step.decision)
        around = self.roll.places.iteration(scope, turn)
        begun = [loop for loop, index in around if self._turns.get(loop) != index]
        self._turns.update(around)
        return begun

    def begin_pass(self) -> None:
        """A backward pass begins outside of all iterations."""
        self._at = ()

    def go_back_through(self, node: int) -> Iterator[Iteration]:
        """The iterations that a backward pass enters with this operation, outermost first."""
        around = tuple(self.roll.places.loops(self.roll.rec.scope(node)))
        before, self._at = self._at, around
        return (around[:d] for d in range(1, len(around) + 1) if before[:d] != around[:d])

    def nodes(self, iteration: Iteration) -> Iterator[int]:
        """The operations that ran in an iteration, in their order."""
        return (node for node in self._nodes.get(iteration, ()) if node <= self._newest)

    def decisions(self, iteration: Iteration) -> Iterator[int]:
        """The decisions that were made in it."""
        return (number for number in self._decisions.get(iteration, ()) if number <= self._latest)

    def copy(self) -> Iterations:
        """The same state, to go on from more than once."""
        other = copy.copy(self)
        other._turns = self._turns.copy()
        return other
