"""The backward passes of a log, and where in them no gradient went on."""

from __future__ import annotations

from functools import cached_property

from .. import model
from ..recording.log import Log, RawBackward, RawNode
from .operation_texts import Texts
from .values import Values


class Gradients:
    """The backward passes, each made once its nodes have their values."""

    def __init__(self, log: Log, values: Values, texts: Texts) -> None:
        self.nodes = log.nodes
        self.backwards = log.backwards
        self.values = values
        self.texts = texts

    def backward(self, index: int, raw: RawBackward, span: int | None, scope: int | None) -> model.Backward:
        """Return one pass, asked for at `span`; `scope` is that of its steps, where they were recorded."""
        heads = tuple(self.values.shared(head) for head in raw.heads)
        results = raw.of_results or (0,) * len(raw.roots)
        contribs = self._contributions(raw, heads, results)
        writes = []
        for node, grad_req, before, after in raw.writes:
            old = self.values.enter(before) if before is not None else None
            writes.append(model.Write(node, grad_req, old, self.values.shared(after)))
        return model.Backward(index, tuple(raw.roots), heads, raw.head_given, raw.retain_graph, span, tuple(contribs),
                              tuple(writes), self._cuts(index, raw), scope, raw.seeds, raw.results,
                              results if any(results) else ())  # fmt: skip

    def _contributions(
        self, raw: RawBackward, heads: tuple[int, ...], results: tuple[int, ...]
    ) -> list[model.Contribution]:
        shared = self.values.shared
        adjoint = dict(zip(zip(raw.roots, results, strict=True), heads, strict=True))  # result -> what has arrived
        contribs = []
        for i, c in enumerate(raw.contribs):
            local = shared(c.local) if c.local is not None else None
            value = shared(c.value)
            accum = shared(c.total) if c.total is not None else None
            array = c.value.values()
            count = len(self.nodes[c.src].outputs)
            arrived = tuple([adjoint.get((c.src, k)) for k in range(count)])
            grad_out = next((g for g in arrived if g is not None), heads[0])
            contribs.append(model.Contribution(
                id=i, src=c.src, dst=c.dst, arg=c.arg, grad_out=grad_out,
                rule=self.texts.rule(c), local=local, value=value, accum=accum,
                zero=array is not None and not array.any(), nodes=c.nodes,
                result=c.result, grads_out=arrived if count > 1 else (),
            ))  # fmt: skip
            adjoint[c.dst, c.result] = value if accum is None else accum
        return contribs

    def _cuts(self, index: int, raw: RawBackward) -> tuple[model.Cut, ...]:
        """Return where the pass stopped short of an operand that depends on a variable."""
        nodes = self.nodes
        sent = {(c.src, c.arg) for c in raw.contribs}
        reached = {*raw.roots, *(c.dst for c in raw.contribs)}
        depends = self._depends
        freed = self._freed_by
        return tuple(
            model.Cut(i, operand, arg, _why_cut(nodes[i], nodes[operand], freed.get(operand, index) < index))
            for i in sorted(reached)
            for arg, (operand, _) in enumerate(nodes[i].inputs)
            if depends[operand] and (i, arg) not in sent and not _begins(nodes[i])
        )

    @cached_property
    def _depends(self) -> list[bool]:
        """Whether a variable stands behind each node."""
        depends: list[bool] = []
        for node in self.nodes:
            is_variable = node.grad_req in ("write", "add")
            depends.append(is_variable or any(depends[operand] for operand, _ in node.inputs))
        return depends

    @cached_property
    def _freed_by(self) -> dict[int, int]:
        """By node the first backward pass that freed it."""
        freed: dict[int, int] = {}
        for index, raw in enumerate(self.backwards):
            if not raw.retain_graph:
                for node in (*raw.roots, *(c.src for c in raw.contribs)):
                    freed.setdefault(node, index)
        return freed


def _begins(node: RawNode) -> bool:
    """Tell a variable that the program made outside: an updated one, or a result that attach_grad was called on."""
    return node.updates is not None or (node.grad_req is not None and not node.diff)


def _why_cut(node: RawNode, operand: RawNode, freed: bool) -> str:
    """Return why no gradient goes from an operation to one of its operands, which an earlier backward pass `freed`."""
    if operand.op is not None and operand.op.cut == "detach":
        return "detach"
    if node.grad_req is not None:
        return "attach_grad"
    if freed and node.diff:
        return "freed"
    computed_in_pause = operand.op is not None and operand.op.cut is None and not operand.diff
    return "pause" if computed_in_pause and node.diff else "not differentiable"
