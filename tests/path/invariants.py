"""What holds for the path of every trace."""

from mxgrad.tracing.queries import source_text


def check(trace, resumable=()):
    """Assert what every trace keeps to; `resumable` names the generators of the program."""
    data = trace.data
    opened, closed = _brackets(data)
    for scope in data.scopes:
        if scope.parent is not None and data.scopes[scope.parent].parent is not None:
            assert opened[scope.parent] < opened[scope.id]
            loose = _runs_apart(data, scope, resumable)
            assert loose or closed[scope.id] < closed[scope.parent], f"{scope} ends too late"
    _loops(data)
    for i, event in enumerate(data.events):
        if event[0] in ("op", "decide"):
            scope = (data.nodes if event[0] == "op" else data.decisions)[event[1]].scope
            assert scope == 0 or opened[scope] < i < closed[scope], f"{event} outside of its scope"
    for decision in data.decisions:
        assert source_text(data, decision.span)
        if decision.pred is not None:
            value = data.values[data.nodes[decision.pred].outputs[0]].data[0]
            assert (value != 0) == decision.result
    for node in data.nodes:
        if node.kind == "op":
            _stands_in(data, node)


def _brackets(data):
    opened, closed = {}, {}
    for i, event in enumerate(data.events):
        if event[0] in ("enter", "exit"):
            table = opened if event[0] == "enter" else closed
            assert event[1] not in table
            table[event[1]] = i
    assert set(opened) == set(closed) == {scope.id for scope in data.scopes if scope.parent is not None}
    return opened, closed


def _runs_apart(data, scope, resumable):
    """Tell what belongs to a generator: it may outlive the scope in which it began."""
    while scope.parent is not None:
        if scope.kind == "function" and (scope.name in resumable or scope.name == "<genexpr>"):
            return True
        scope = data.scopes[scope.parent]
    return False


def _loops(data):
    indices = {}
    for scope in data.scopes:
        if scope.kind == "iteration":
            assert data.scopes[scope.parent].kind == "loop"
            indices.setdefault(scope.parent, []).append(scope.index)
    for scope in data.scopes:
        if scope.kind == "loop":
            assert indices.get(scope.id, []) == list(range(scope.count))
            if scope.loop == "while" and scope.reason == "condition":
                assert scope.tests == scope.count + 1


def _stands_in(data, node):
    """An operation stands in the source of the loops that it ran in, up to the function around it."""
    scope = data.scopes[node.scope]
    while scope.kind in ("loop", "iteration"):
        if scope.kind == "loop" and scope.loop != "comprehension":
            outer, inner = data.spans[scope.span], data.spans[node.span]
            assert outer[0] == inner[0]
            assert outer[1:3] <= inner[1:3]
            assert inner[3:5] <= outer[3:5]
        scope = data.scopes[scope.parent]
