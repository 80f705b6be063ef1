"""`tr.path`: each line stands below the call and loop that it belongs to, whatever ran in between."""

import asyncio
from contextlib import contextmanager

from mxgrad import nd, trace


def batches(n):
    i = 0
    while i < n:
        yield i
        if i == 0:
            i += 1
        i += 1


@contextmanager
def managed(x):
    if x.sum() > 0:
        yield
    if x.sum() > 5:
        pass


def doubled(x):
    if x.sum() > 3:
        return x
    return x * 2


def interleaved(x):
    with managed(x):
        for i in batches(3):
            if i < 5:
                x = doubled(x)
    return x


def test_the_caller_of_a_suspended_generator_stands_beside_it():
    assert trace(interleaved, nd.array([1.0])).path.split("\n") == [
        "interleaved()",
        "  managed()",
        "    if line 20: 1 > 0: true → body",
        "  for i in batches(3): 2 iterations, ran out of elements",
        "    batches()",
        "      while i < n: 2 iterations, 3 tests, ended by its condition",
        "        test 1: 0 < 3: true → body",
        "        test 2: 2 < 3: true → body",
        "        test 3: 3 < 3: false → exit",
        "    iteration 1 of 2:",
        "      if line 35: 0 < 5: true → body",
        "      doubled()",
        "        if line 27: 1 > 3: false → else",
        "    batches() goes on",
        "        iteration 1 of 2:",
        "          if line 13: 0 == 0: true → body",
        "    iteration 2 of 2:",
        "      if line 35: 2 < 5: true → body",
        "      doubled()",
        "        if line 27: 2 > 3: false → else",
        "    batches() goes on",
        "        iteration 2 of 2:",
        "          if line 13: 2 == 0: false → else",
        "  managed() goes on",
        "    if line 22: 1 > 5: false → else",
    ]


async def task(x, n):
    for i in range(n):
        if x.sum() > i:
            x = x * 2
        await asyncio.sleep(0)
    return x


async def both(x):
    return await asyncio.gather(task(x, 2), task(x, 1))


def in_turns(x):
    return asyncio.run(both(x))[0]


def test_tasks_that_take_turns():
    assert trace(in_turns, nd.array([1.0])).path.split("\n") == [
        "in_turns()",
        "  both()",
        "  task()",
        "    for i in range(n): 2 iterations, ran out of elements",
        "      iteration 1 of 2:",
        "        if line 72: 1 > 0: true → body",
        "  task()",
        "    for i in range(n): 1 iteration, ran out of elements",
        "      iteration 1 of 1:",
        "        if line 72: 1 > 0: true → body",
        "  task() goes on",
        "      iteration 2 of 2:",
        "        if line 72: 2 > 1: true → body",
    ]
