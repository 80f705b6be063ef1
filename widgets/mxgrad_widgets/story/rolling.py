"""What is drawn once for many runs: cards, conditions and frames by place, edges between them, what was not taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .calls import Calls
from .places import BETWEEN, FOLD, Key, Places, is_between
from .recording import Recording

COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")
CHOICES = ("if", "ternary", "match")
Iteration = tuple[tuple[int, int], ...]  # (loop, index), outermost first


@dataclass
class Frame:
    """A call, a loop or, unrolled, an iteration: the scopes that ran in one place."""

    id: str
    kind: str
    scopes: dict[int, None]
    parent: str | None


@dataclass
class Condition:
    """The decisions of one tested expression; `merged` is the comparison that it stands for, if it does."""

    id: str
    frame: str | None
    decisions: list[int]
    merged: int | None = None
    taken: list[int | None] = field(default_factory=list)
    untaken: list[int] = field(default_factory=list)  # spans that no run took


class Rolling:
    """Groups over a recording. A group is called by its first node; `of` finds the group of a node."""

    def __init__(
        self,
        rec: Recording,
        *,
        unrolled: bool = False,
        calls: Calls | None = None,
        folded: frozenset[str] = frozenset(),
    ) -> None:
        """`folded` names the calls that are drawn as one card."""
        self.rec = rec
        self.calls = calls or Calls(rec)
        folds = {scope: name for scope, name in self.calls.names.items() if name in folded}
        self.places = Places(rec, unrolled=unrolled, folds=folds) if unrolled or folds else self.calls.places
        self.frames: dict[str, Frame] = {}
        self._frame_keys: dict[Key, str] = {}
        self._frame_of_scope: dict[int, str | None] = {}
        self.of: dict[int, int] = {}
        self.groups: dict[int, list[int]] = defaultdict(list)
        self.frame_of: dict[int, str | None] = {}
        self.placeholders: set[int] = set()  # groups of iterations that are not drawn one by one
        self.folds: dict[int, str] = {}  # groups that are a folded call, and its name
        self._group_nodes()
        self.refused = self._refused()
        self.conditions: dict[str, Condition] = {}
        self.condition_of: dict[int, str] = {}
        self._group_decisions()
        self.merged: dict[int, str] = {c.merged: c.id for c in self.conditions.values() if c.merged is not None}

    # ---- frames

    def frame(self, scope: int) -> str | None:
        """The frame of a scope, made when first asked for; None for the whole program."""
        if scope not in self._frame_of_scope:
            self._frame_of_scope[scope] = self._frame(scope)
        return self._frame_of_scope[scope]

    def _frame(self, scope: int) -> str | None:
        frame: str | None = None
        for at in reversed(list(self.places.chain(scope))):
            record = self.rec.scopes[at]
            key = self.places.key(at)
            if (key[-1][0] == "iteration" and not self.places.unrolled) or any(map(is_between, key)):
                continue
            if key not in self._frame_keys:
                self._frame_keys[key] = f"s{at}"
                self.frames[f"s{at}"] = Frame(f"s{at}", record.kind, {}, frame)
            frame = self._frame_keys[key]
            self.frames[frame].scopes[at] = None
        return frame

    # ---- nodes

    def _group_nodes(self) -> None:
        first: dict[Key, int] = {}
        nth: dict[Key, int] = defaultdict(int)
        fed = self._fed()
        variables = self.rec.variables
        for node in self.rec.visible:
            if node in variables.later:
                self._on_card(node, variables.card(node))
                continue
            record = self.rec.nodes[node]
            place = self.places.of_node(node)
            site: Key
            between = next((i for i, part in enumerate(place) if is_between(part)), None)
            if between is not None:
                site = (place[:between], BETWEEN, place[between] if place[between][0] == FOLD else ())
            else:
                user, arg = fed.get(node, (node, -1))
                same = (self.rec.scope(user), self.places.turn.get(user, 0), *self._written(user), arg)
                site = (self.places.of_node(user), *self._written(user), arg, nth[same])
                nth[same] += 1
                if record.kind == "input":
                    site = (*site, self.rec.name(node), record.grad_req)
            group = first.setdefault(site, node)
            self.of[node] = group
            self.groups[group].append(node)
            if between is not None and place[between][0] == FOLD:
                self.folds[group] = place[between][1]
            if between is not None:
                self.placeholders.add(group)
            if group == node:
                self.frame_of[group] = self._home(node, place[:between])

    def _on_card(self, node: int, variable: int | None) -> None:
        """A new version of a variable, and what belongs to it, is shown by the card of the first version."""
        group = self.of[node] = self.of[variable if variable is not None else node]
        if node in self.rec.variables.first and group not in self.placeholders:
            self.groups[group].append(node)

    def _written(self, node: int) -> Key:
        record = self.rec.nodes[node]
        return record.kind, record.op, record.span

    def _fed(self) -> dict[int, tuple[int, int]]:
        """(operation, argument) of the first use of each input that nothing is known of but that an iteration used it:
        such as the data that every step of a training loop is given, which share a card."""
        found: dict[int, tuple[int, int]] = {}
        seen: set[int] = set()
        for user in self.rec.visible:
            for arg, origin in self.rec.operands(user):
                if origin in seen:
                    continue
                seen.add(origin)
                record = self.rec.nodes[origin]
                unknown = record.kind == "input" and record.span is None and not self.rec.scope(origin)
                if unknown and self.places.loops(self.rec.scope(user)):
                    found[origin] = user, arg
        return found

    def _home(self, node: int, place: Key) -> str | None:
        """The frame a card stands in; what stands for many iterations, or calls, stands in what is around them."""
        scope = self.rec.scope(node)
        around = (at for at in self.places.chain(scope) if self.places.key(at) == place)
        return self.frame(next(around, scope))

    def fold(self, node: int) -> int | None:
        """The folded call that a node ran in."""
        return self.closed(self.rec.scope(node))

    def closed(self, scope: int) -> int | None:
        """The folded call that a scope lies in, the outermost."""
        around = self.calls.around(scope) if self.places.folds else ()
        return next((scope for scope in around if scope in self.places.folds), None)

    def _refused(self) -> dict[int, dict[str, Any]]:
        """By place in the source the operations that could not run, as their errors tell of them."""
        errors = [event[-1] for event in self.rec.events if event[0] in ("error", "caught")]
        found = ((error["span"], error) for error in errors if error.get("operands"))
        return {
            span: error for span, error in found if span is not None and all(n in self.of for n in error["operands"])
        }

    # ---- decisions

    def _group_decisions(self) -> None:
        first: dict[Key, str] = {}
        nth: dict[Key, int] = defaultdict(int)
        users = self._users()
        for number, record in enumerate(self.rec.decisions):
            place = self.places.of_decision(number)
            if any(is_between(part) for part in place):
                continue
            same = (record.scope, record.iteration, record.span, record.construct)
            site = (place, record.construct, record.span, nth[same])
            nth[same] += 1
            id = first.setdefault(site, f"d{number}")
            if id not in self.conditions:
                self.conditions[id] = Condition(id, self.frame(record.scope), [])
            self.conditions[id].decisions.append(number)
            self.condition_of[number] = id
        for condition in self.conditions.values():
            condition.merged = self._merged(condition, users)
            self._arms(condition)

    def _users(self) -> dict[int, int]:
        """How many operands each group is; a comparison that nothing computes with can be its condition."""
        users: dict[int, int] = defaultdict(int)
        for node in self.of:
            for _, origin in self.rec.operands(node):
                users[self.of[origin]] += 1
        return users

    def _merged(self, condition: Condition, users: dict[int, int]) -> int | None:
        """The comparison that only this condition reads: drawn as the condition, not as a card of its own."""
        groups = set()
        for number in condition.decisions:
            record = self.rec.decisions[number]
            pred, compare = record.pred, record.compare
            if pred is None or pred not in self.of or compare is None or compare["op"] not in COMPARISONS:
                return None
            if self.rec.nodes[pred].names:
                return None
            groups.add(self.of[pred])
        group = groups.pop() if len(groups) == 1 else None
        lone = group is not None and not users[group] and len(self.groups[group]) == len(condition.decisions)
        return group if lone and group not in self.placeholders else None

    def _arms(self, condition: Condition) -> None:
        records = [self.rec.decisions[number] for number in condition.decisions]
        if records[0].construct not in CHOICES:
            return
        taken = dict.fromkeys(r.taken_span for r in records)
        untaken = dict.fromkeys(span for r in records for span in r.untaken_spans)
        condition.taken = list(taken)
        condition.untaken = [span for span in untaken if span not in taken]

    # ---- who reads, who is differentiated

    def on_path(self) -> set[int]:
        """Nodes through which a gradient passed; without a backward, those whose value goes further than a test."""
        if self.rec.backwards:
            found = {root for back in self.rec.backwards for root in back.roots}
            for back in self.rec.backwards:
                for contrib in back.contribs:
                    found |= {contrib.src, contrib.dst}
            return found
        return set(self.of) - self.only_read(set())

    def only_read(self, path: set[int]) -> set[int]:
        """Nodes outside of `path` whose value Python read, or that only lead to such nodes."""
        reads = {event[1] for event in self.rec.events if event[0] == "read"}
        reads |= {d.pred for d in self.rec.decisions if d.pred is not None}
        open_ended: set[int] = set()
        used: set[int] = set()
        found: set[int] = set()
        for node in sorted(self.of, reverse=True):
            leads = node in reads or node in used
            if node not in path and leads and node not in open_ended and self.rec.nodes[node].kind != "input":
                found.add(node)
                used.update(origin for _, origin in self.rec.operands(node))
            else:
                open_ended.update(origin for _, origin in self.rec.operands(node))
        return found

    def frames_around(self, frame: str | None) -> Iterable[str]:
        """A frame and those around it, innermost first."""
        while frame is not None:
            yield frame
            frame = self.frames[frame].parent

    def members(self, homes: dict[str, str | None]) -> dict[str, list[str]]:
        """What is in each frame, inner frames included, of things and the frames that they are in."""
        members: dict[str, list[str]] = defaultdict(list)
        for id, home in homes.items():
            for frame in self.frames_around(home):
                members[frame].append(id)
        return members

    def iteration_text(self, node: int) -> list[tuple[str, int, int]]:
        """("it" or "test", number, how many) for each loop around a node, outermost first."""
        return self.turns(self.rec.scope(node), self.places.turn.get(node, 0))

    def has_turns(self, scope: int) -> bool:
        """Whether what ran in a scope has an iteration or a test to name."""
        scope, _ = self._outside(scope, 0)
        record = self.rec.scopes[scope]
        return bool(self.places.loops(scope)) or (record.kind == "loop" and record.loop == "while")

    def _outside(self, scope: int, turn: int) -> tuple[int, int]:
        """Where what a card stands for ran: of a folded one, what is around that."""
        closed = self.closed(scope)
        return (scope, turn) if closed is None else (self.rec.scopes[closed].parent or 0, self.places.begun(closed))

    def turns(self, scope: int, turn: int) -> list[tuple[str, int, int]]:
        """The same for anything that ran in a scope."""
        scope, turn = self._outside(scope, turn)
        out = [("it", index + 1, self.places.count(loop)) for loop, index in self.places.loops(scope)]
        record = self.rec.scopes[scope]
        if record.kind == "loop" and record.loop == "while":
            out.append(("test", turn + 1, record.tests or self.places.count(scope) + 1))
        return out
