"""What curves, maps and nudges say in English; part of the catalogue."""

from __future__ import annotations

CURVES = {
    "curve.title": "{result} against {element:code}",
    "curve.result": "result",
    "curve.sum": "sum of {name}",
    "curve.others": "the other {count} elements as they were",
    "curve.at": "at {where:code}: {result} {value:value}",
    "curve.slope": "slope {slope:value} = {gradient:code}",
    "curve.here": "← the run",
    "curve.endless": "does not end within {count} operations",
    "curve.raises": "raises {error:error}",
    "curve.is": "is {value:value}",
    "curve.path": "another path",
    "curve.calls": "{name:code} called {times}",
    "curve.of": "{source:code}: true {true} of {count}",
    "curve.back": "Back to the run",
    "curve.hint": "Drag the point, or use the arrow keys.",
    "curve.both": "two-dimensional slider",
    "curve.widget": "interactive curve: {title}",
    "nudge.did": "{where:code} → {result} {did:value}",
    "nudge.promised": "the gradient said {promised:value}",
    "nudge.lost": "single precision has no number so near to {value:value}: take a larger step",
    "nudge.path": "on another path: {name}",
    "nudge.other path": "on another path",
    "nudge.before": "Before the step {result} {failed}: from there {where:code} leads to no difference.",
    "nudge.finite": "{where:code} is {value:value}: a step from there leads nowhere. Choose another number.",
    "curve.map": "{result} against {first:code} and {second:code}",
    "curve.gradient": "gradient ({value:value})",
    "curve.trail": "The trail has {count} positions.",
    "curve.least": "least {where}",
    "curve.cut": "Results far outside are not shown.",
    "curve.not whole": "The runs took too long, or changed their path too often, to find every place exactly: "
    "choose a smaller range.",
    "curve.no backward": "No tangent: call tr.backward() before, and its slope is the gradient.",
    "curve.no gradient": "No tangent: backward() wrote no gradient for it. Call attach_grad() on it before the run.",
    "curve.outside": "The run itself lies outside this range.",
    "curve.otherwise": "Run again with the same numbers, the program gave another result: it draws random "
    "numbers, or keeps a state.",
}
