"""A library that computes with Python numbers and writes what happens to a log: no part of the engine takes part."""

import sys

import numpy

from mxgrad.path.measuring import measures
from mxgrad.path.reach import brings, library
from mxgrad.tracing.formula import Expression
from mxgrad.tracing.recording.log import in_words


class Moment:
    """The value of a toy at one moment."""

    shape, dtype, device = (), "float64", "paper"

    def __init__(self, number):
        self.number = number

    def values(self):
        return numpy.asarray(self.number)


class Operation:
    """What a toy can do; `slopes` are its local derivatives, each with its formula."""

    variadic, params = False, {}

    def __init__(self, name, sign, result, slopes, formula, cut=None):
        self.name, self.sign, self.result, self.slopes, self.says, self.cut = name, sign, result, slopes, formula, cut
        self.inputs = ("a", "b")[: len(slopes)]

    def label(self, numbers, params):
        return " ".join([self.sign, *(f"{number:g}" for number in numbers if number is not None)])

    def rule(self, arg, symbols, result, shapes, params):
        return in_words(f"d{result or 'z'}/d{symbols[arg]} = {self.says(*symbols)[arg]}")

    def formula(self, operands):
        return Expression(self.sign.join(operand.text for operand in operands))


TIMES = Operation("times", "×", lambda a, b: a * b, (lambda a, b: b, lambda a, b: a), lambda a, b: (b, a))
PLUS = Operation("plus", "+", lambda a, b: a + b, (lambda a, b: 1.0, lambda a, b: 1.0), lambda a, b: (1, 1))
LESS = Operation("less", "<", lambda a, b: float(a < b), (None, None), None, "not differentiable")
STOP = Operation("stop", "stop", lambda a: a, (None,), None, "detach")


class Toy:
    """A number that tells the log what happens to it."""

    log = None  # of the trace that is being made

    def __init__(self, number, wants=False, name=None):
        self.number, self.wants, self.name = number, wants, name
        self.grad = self.ref = self.made = None

    def entered(self):
        if self.ref is None:
            self.ref = self.log.input(Moment(self.number), None, self.name, "write" if self.wants else None), 0
        return self.ref

    def run(self, op, *operands, within=None):
        place = sys._getframe(2)  # who called the operator, or the layer
        refs = tuple(o.entered() if type(o) is Toy else (self.log.constant(Moment(o)), 0) for o in operands)
        numbers = [o.number if type(o) is Toy else o for o in operands]
        result = Toy(op.result(*numbers), op.cut is None and any(type(o) is Toy and o.wants for o in operands))
        result.made = op, operands, numbers
        result.ref = self.log.op(op, op.params, refs, (Moment(result.number),), result.wants, place, within), 0
        return result

    def __mul__(self, other):
        return self.run(TIMES, self, other)

    def __add__(self, other):
        return self.run(PLUS, self, other)

    def __lt__(self, other):
        return self.run(LESS, self, other)

    def __bool__(self):
        self.log.read(self.ref[0], "bool", sys._getframe(1))
        return bool(self.number)

    def stop(self):
        return self.run(STOP, self)

    def backward(self):
        self.log.backward([self.ref], [Moment(1.0)], sys._getframe(1))
        arrived, order = {self: 1.0}, []
        self.operands_first(order)
        for toy in reversed(order):
            if toy.made is None:
                toy.grad = arrived[toy]
                self.log.written(toy.ref[0], "write", None, Moment(toy.grad))
                continue
            op, operands, numbers = toy.made
            for arg, operand in enumerate(operands):
                if type(operand) is Toy and operand.wants:
                    local = op.slopes[arg](*numbers)
                    sent, before = arrived[toy] * local, arrived.get(operand)
                    arrived[operand] = sent if before is None else before + sent
                    total = None if before is None else Moment(arrived[operand])
                    self.log.contribution(toy.ref[0], operand.ref[0], arg, Moment(sent), total, Moment(local))

    def operands_first(self, order):
        if self not in order:
            for operand in self.made[1] if self.made else ():
                if type(operand) is Toy and operand.wants:
                    operand.operands_first(order)
            order.append(self)


measures(Toy, lambda toy: numpy.asarray(toy.number))


class Layer:
    """Multiplies by a parameter. No code of the program's: its call is known by name, and shown where it was called."""

    def __init__(self, name, w, activation):
        self.name, self.w, self.activation = name, Toy(w, True, f"{name}_w"), activation

    def __call__(self, x):
        Toy.log.call_begins(self.name, frame := sys._getframe())
        try:
            return self.activation(x.run(TIMES, x, self.w, within=frame))
        finally:
            Toy.log.call_ends(frame)


library(__file__)
brings(Layer, lambda layer: [layer.activation])
