"""Lines between figures: operands, carried variables, reads for conditions, arms taken and not taken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from mxgrad.tracing.model import Contribution, Cut

from ..story.recording import Recording
from ..story.rolling import Rolling

Edge = tuple[str, int, str]  # target figure, argument, origin figure
MOST_LINES = 6  # from one figure to another; more are drawn as one


@dataclass
class Wire:
    """A line through figures; `carried` is the frame whose next iteration it leads to."""

    id: str
    stops: list[str]
    look: str = ""
    edge: str = ""
    gradient: bool = False
    carried: str | None = None


@dataclass
class PortSpec:
    id: str
    name: str
    frame: str


@dataclass
class UpdateSpec:
    """Where a line into the next version of a variable ends: beside its `origin`, with the name of the variable."""

    id: str
    name: str
    origin: str


class Wiring:
    """All lines of a drawing, and for each operand of each operation the lines that stand for it."""

    def __init__(self, rec: Recording, roll: Rolling, hidden: dict[int, str]) -> None:
        """`hidden` names for nodes without a card of their own the figure that stands for them."""
        self.rec, self.roll, self.hidden = rec, roll, hidden
        self._figures = {n: hidden.get(n) or roll.merged.get(group) or f"n{group}" for n, group in roll.of.items()}
        self.wires: dict[str, Wire] = {}
        self.of: dict[Edge, list[str]] = {}
        self.ports: dict[tuple[str, frozenset[str], frozenset[str]], PortSpec] = {}
        self.arms: dict[str, list[tuple[int, str]]] = defaultdict(list)  # condition -> (span of arm, wire)
        self._edges: dict[Edge, str | None] = {}  # with the frame of the loop that carries it, if one does
        self._origins: dict[Edge, list[int]] = defaultdict(list)
        self._arguments: dict[tuple[int, str], int] = {}  # (folded group, origin) -> which argument of it that is
        self.updates: dict[tuple[str, int], UpdateSpec] = {}  # (card of a variable, argument) -> where the line ends
        self._bundles = self._bundled()
        self._name_arguments()
        self._collect()
        self.contributions = self._differentiated()
        self.passes = self._passed() if self.roll.folds else set()
        self.cuts = self._cut()  # (figure, argument) -> why no gradient goes there
        self._lay()
        self._arms()
        for span, error in roll.refused.items():
            for arg, node in enumerate(error["operands"]):
                id = f"er{span}-{arg}"
                self.wires[id] = Wire(id, [self.figure(node), f"r{span}"], "refused")

    def figure(self, node: int) -> str:
        """The figure that shows a node."""
        return self._figures[node]

    def edge(self, node: int, arg: int, origin: int) -> Edge:
        """The line that an operand of a node is drawn as."""
        target, begin = self.figure(node), self.figure(origin)
        if node in self.hidden or node in self.rec.variables.later:
            return target, self._arguments.get((self.roll.of[node], begin), 0), begin
        return target, self._bundles.get((target, begin), arg), begin

    # ---- what is joined

    def _bundled(self) -> dict[tuple[str, str], int]:
        """(target, origin) -> the argument that stands for all, where very many operands are shown by one figure."""
        found: dict[tuple[str, str], int] = {}
        for node in sorted(self.roll.of):
            operands = self.rec.operands(node)
            if len(operands) <= MOST_LINES or node in self.hidden:
                continue
            args: dict[str, list[int]] = defaultdict(list)
            for arg, origin in operands:
                args[self.figure(origin)].append(arg)
            for begin, of in args.items():
                if len(of) > MOST_LINES:
                    found.setdefault((self.figure(node), begin), of[0])
        return found

    def _name_arguments(self) -> None:
        """What the same place in a folded call reads is one argument, whichever run it comes from."""
        by_site: dict[tuple[int, str | None, int | None, int], dict[str, None]] = defaultdict(dict)
        for node in sorted(n for group in self.roll.folds for n in self.roll.groups[group]):
            group, record = self.roll.of[node], self.rec.nodes[node]
            if self.hidden.get(node) != f"n{group}":
                continue
            for arg, origin in self.rec.operands(node):
                if self.roll.of[origin] != group or self.roll.fold(origin) != self.roll.fold(node):
                    by_site[group, record.op, record.span, arg][self.figure(origin)] = None
        counts: dict[int, int] = defaultdict(int)
        for (group, *_), origins in by_site.items():
            known = [self._arguments[group, o] for o in origins if (group, o) in self._arguments]
            number = known[0] if known else counts[group]
            counts[group] += not known
            for name in origins:
                self._arguments.setdefault((group, name), number)
        for node in sorted(self.rec.variables.later & self._figures.keys()):
            group, target = self.roll.of[node], self.figure(node)
            for _, origin in self.rec.operands(node):
                if (begin := self.figure(origin)) != target and (group, begin) not in self._arguments:
                    number = max(counts[group], len(self.rec.nodes[group].inputs))
                    self._arguments[group, begin], counts[group] = number, number + 1
                    self.updates[target, number] = UpdateSpec(f"u{len(self.updates)}", self._variable(node), begin)

    def _collect(self) -> None:
        for node in sorted(self.roll.of):
            for arg, origin in self.rec.operands(node):
                edge = self.edge(node, arg, origin)
                inside = node in self.hidden or node in self.rec.variables.later
                if edge[0] != edge[2] or not inside or self._again(origin, node):
                    self._add(edge, origin, node)
        for number, asked in self.roll.places.asked.items():
            condition = self.roll.condition_of.get(number)
            if condition is None or self.roll.conditions[condition].merged is not None:
                continue
            for arg, node in enumerate(n for n in asked if n in self.roll.of):
                if self.figure(node) != condition:
                    self._edges.setdefault((condition, arg, self.figure(node)), None)

    def _add(self, edge: Edge, origin: int, node: int) -> None:
        drawn = all(n not in self.hidden or self._folded(n) for n in (node, origin))
        carried = self._carrier(origin, node) if drawn else None
        if self._edges.get(edge) is None:
            self._edges[edge] = carried
        self._origins[edge].append(origin)

    def _folded(self, node: int) -> bool:
        """Whether a node is in the card of its folded call."""
        group = self.roll.of[node]
        return group in self.roll.folds and self.hidden.get(node) == f"n{group}"

    def _again(self, origin: int, node: int) -> bool:
        """Whether a folded call reads what its run in an earlier iteration gave."""
        apart = self._folded(node) and self.roll.fold(origin) != self.roll.fold(node)
        return apart and self._carrier(origin, node) is not None

    def _variable(self, node: int) -> str:
        """What the variable is called that a node serves to update."""
        first = self.rec.variables.card(node)
        return self.rec.called(node if first is None else first)

    def _carrier(self, origin: int, node: int) -> str | None:
        """The frame of the loop whose earlier iteration made an operand, where its iterations are rolled.

        A variable that is updated is not carried: it stands on one card, from which all iterations read it.
        """
        variables = self.rec.variables
        if self.roll.places.unrolled or node in variables.later or variables.card(origin) is not None:
            return None
        if self.rec.nodes[origin].kind == "input":  # what was given, when it was first used
            return None
        for (loop, at), (other, before) in zip(self._position(node), self._position(origin), strict=False):
            if loop != other:
                return None
            if at != before:
                return self.roll.frame(loop)
        return None

    def _position(self, node: int) -> list[tuple[int, int]]:
        """(loop, iteration) outermost first; a test counts to the iteration that it comes before."""
        return self.roll.places.iteration(self.rec.scope(node), self.roll.places.turn.get(node, 0))

    def _place(self, link: Contribution | Cut) -> tuple[str, int]:
        """The (figure, argument) of a contribution, or of where one is cut off."""
        if link.dst in self.roll.of:
            return self.edge(link.src, link.arg, link.dst)[:2]
        return self.figure(link.src), link.arg

    def _differentiated(self) -> dict[tuple[str, int], list[Contribution]]:
        """Contributions by (figure, argument)."""
        found: dict[tuple[str, int], list[Contribution]] = defaultdict(list)
        for back in self.rec.backwards:
            for contrib in back.contribs:
                if contrib.src in self.roll.of and contrib.src not in self.hidden:
                    found[self._place(contrib)].append(contrib)
        return found

    def _passed(self) -> set[tuple[str, int]]:
        """(folded call, argument) that a gradient goes back to."""
        found = set()
        for contrib in (c for back in self.rec.backwards for c in back.contribs):
            if contrib.src in self.roll.of and self._folded(contrib.src):
                edge = self.edge(contrib.src, contrib.arg, contrib.dst)
                found |= {edge[:2]} if edge in self._edges else set()
        return found

    def _cut(self) -> dict[tuple[str, int], str]:
        found: dict[tuple[str, int], str] = {}
        for cut in (cut for back in self.rec.backwards for cut in back.cuts):
            if cut.src in self.roll.of and cut.src not in self.hidden:
                key = self._place(cut)
                if key not in self.contributions:
                    found[key] = cut.reason
        return found

    # ---- how it is drawn

    def _lay(self) -> None:
        into: dict[tuple[str, int], list[Edge]] = defaultdict(list)
        for edge in self._edges:
            into[edge[0], edge[1]].append(edge)
        for (target, arg), edges in into.items():
            name = f"{target[1:]}-{arg}" if target[0] == "n" else f"{target}-{arg}"
            if (target, arg) in self.updates:
                self._wire(f"e{name}", [edges[0][2], self.updates[target, arg].id], edges, name)
                self.wires[f"e{name}"].look = "update"
                continue
            label = [f"k{name}"] if (target, arg) in self.contributions else []
            port = self._port(edges)
            if port is None and len(edges) == 1 and (target, arg) in self.cuts:
                label = [f"x{name}"]
            if len(edges) == 1 and port is None:
                self._wire(f"e{name}", [edges[0][2], *label, target], [edges[0]], name)
            elif port is None and not label:
                for edge in edges:
                    self._wire(f"e{name}-{edge[2][1:]}", [edge[2], target], [edge], name)
            else:
                for edge in edges:
                    joint = port.id if port else label[0]
                    id = f"e{joint}-{edge[2]}"
                    self._wire(id, [edge[2], joint], [edge], name, self._edges[edge])
                stops = [*([port.id] if port else []), *label, target]
                self._wire(f"e{name}", stops, edges, name)

    def _reads_gradients(self, edge: Edge) -> bool:
        """Whether a line begins at the stored gradient of a variable, not at its value."""
        return bool(self._origins[edge]) and all(self.rec.nodes[node].gradient for node in self._origins[edge])

    def _wire(self, id: str, stops: list[str], edges: list[Edge], name: str, carried: str | None = None) -> None:
        origin = edges[0][2]
        wire = self.wires.get(id)
        if wire is None:
            edge = f"{origin[1:]}-{name}" if origin[0] == "n" else ""
            wire = self.wires[id] = Wire(id, stops, edge=edge, carried=carried)
        if not wire.look and all(map(self._reads_gradients, edges)):
            wire.look = "update"
        wire.gradient = wire.gradient or edges[0][:2] in self.contributions or edges[0][:2] in self.passes
        for one in edges:
            self.of.setdefault(one, []).append(id)

    def _port(self, edges: list[Edge]) -> PortSpec | None:
        """One port for all that read the same carried variable of a loop."""
        carried = [edge for edge in edges if self._edges[edge]]
        if not carried:
            return None
        frame = self._edges[carried[-1]] or ""
        key = (frame, frozenset(edge[2] for edge in carried), frozenset(edge[2] for edge in edges))
        if key not in self.ports:
            self.ports[key] = PortSpec(f"p{len(self.ports)}", self._carried_name(carried, edges), frame)
        return self.ports[key]

    def _carried_name(self, carried: list[Edge], edges: list[Edge]) -> str:
        """What all that enters was bound to; else what the carried values are called."""
        nodes = [node for edge in carried for node in self._origins[edge]]
        every = [self.rec.bound[node] for edge in edges for node in self._origins[edge] if node in self.rec.bound]
        shared = [name for name in self.rec.bound.get(nodes[0], ()) if all(name in names for names in every)]
        return next((name for name in (*shared, *map(self.rec.name, nodes)) if name), "…")

    # ---- arms

    def _arms(self) -> None:
        """From each condition to the first card of every arm that ran, and to the branches that did not."""
        begins = {event[1]: at for at, event in enumerate(self.rec.events) if event[0] == "decide"}
        for condition in self.roll.conditions.values():
            for span in condition.taken:
                number = next(n for n in condition.decisions if self.rec.decisions[n].taken_span == span)
                target = self._first_of(span, begins.get(number, len(self.rec.events)))
                if target is not None and target != condition.id:
                    id = f"c{condition.id}-{target}"
                    self.wires[id] = Wire(id, [condition.id, target], "control")
                    self.arms[condition.id].append((span or 0, id))
            for i in range(len(condition.untaken)):
                branch = f"g{condition.id}-{i}"
                self.wires[f"c{branch}"] = Wire(f"c{branch}", [condition.id, branch], "control untaken")

    def _first_of(self, span: int | None, begin: int, reach: int = 200) -> str | None:
        """The first figure of an arm after its decision."""
        for event in self.rec.events[begin + 1 : begin + reach]:
            if event[0] == "op" and event[1] in self.roll.of:
                if self.rec.inside(self.rec.nodes[event[1]].span, span):
                    return self.figure(event[1])
            elif event[0] == "backward":
                return None
        return None
