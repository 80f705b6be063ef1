"""Functions that `test_traps` traces, in a module of their own: what pytest rewrites could not be told from changed."""

import asyncio
import functools

from mxgrad import trace
from tests.programs import traps_far


def scale(x):
    if x.shape:
        x = x * 2
    return x


class Layer:
    def __init__(self, x=None):
        self.inner = [scale, traps_far.Inner()]

    def forward(self, x):
        return scale(x)

    def __call__(self, x):
        return self.forward(x)

    @staticmethod
    def static(x):
        return scale(x)

    @classmethod
    def of_class(cls, x):
        return cls.static(x)


@functools.lru_cache
def cached(x):
    return x * 2 if x.shape else x


def decorated(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


wrapped = decorated(scale)


def _make(k):
    def inner(x):
        return x * k if k else x

    return inner


closure = _make(2)
twins = (lambda x: x * 2 if x.shape else x), (lambda x: x * 2 if x.shape else x)  # fmt: skip
TABLE = {"a": [traps_far.scale]}


class Holder:
    def __init__(self):
        self.function = traps_far.scale


HOLDER = Holder()


def far(x, by=traps_far.scale, *, then=lambda x: x):
    x = traps_far.scale(x)
    x = TABLE["a"][0](x)
    x = HOLDER.function(x)
    return then(by(x))


def apply(x, function):
    return function(x)


def fails(x):
    for i in (1, 0):
        x = x * (1 // i)
    return x


def slow(x, turns):
    for _ in range(turns):
        x = x * 2
    return x


def traces(x):
    inner = trace(scale, x)
    return inner.result * 2


async def turns(x, k):
    for _ in range(3):
        x = x * k
        await asyncio.sleep(0)
    return x


async def together(x):
    await asyncio.gather(turns(x, 5), turns(x, 7))


def risky(x, i):
    if i % 2:
        raise ValueError
    return x * 2


def calls_that_fail(x):
    for i in range(20):
        try:
            x = risky(x, i)
        except ValueError:
            continue
    return x
