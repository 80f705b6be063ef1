"""The works for JAX: operation by operation, or compiled as a whole, which fuses them."""

import jax
import jax.numpy as jnp
from jax import lax
from works import LEARNING_RATE, run_chain, run_picks, run_squashed


def define(compiled):  # noqa: C901  (a list of works)
    """Return the works as a dict of functions; `compiled` runs each through `jax.jit`."""
    prepare = jax.jit if compiled else lambda function: function

    def both(compute, count=1):
        """Differentiate with respect to the first `count` arguments."""

        def run(*args):
            y, vjp = jax.vjp(lambda *variables: compute(*variables, *args[count:]), *args[:count])
            return (y, *vjp(jnp.ones_like(y)))

        return prepare(run)

    def ready(run, *args):
        args = [jnp.asarray(x) for x in args]
        return lambda: jax.block_until_ready(run(*args))

    def square(x):
        return ready(both(lambda x: 2 * x**2), x)

    def doubling(x):
        def compute(x):
            y = x * 2
            while jnp.linalg.norm(y) < 1000:
                y = y * 2
            return y[0] if y.sum() >= 0 else y[1]

        return ready(both(compute), x)

    def chain_forward(x, w, c, count):
        return ready(prepare(lambda x, w, c: jax.vjp(lambda x: run_chain(x, w, c, count), x)[:1]), x, w, c)

    def chain(x, w, c, count):
        if compiled and count > 1000:
            raise NotImplementedError("unrolls the chain, which compiles for minutes")
        return ready(both(lambda x, w, c: run_chain(x, w, c, count)), x, w, c)

    def squashed(x, w, c):
        return ready(both(lambda x, w, c: run_squashed(x, w, c, jnp.tanh, jax.nn.relu)), x, w, c)

    def mlp(x, labels, *params):
        def compute(w1, b1, w2, b2, w3, b3, x, chosen):
            h = jax.nn.relu(x @ w1 + b1)
            h = jax.nn.relu(h @ w2 + b2)
            return -jnp.mean(jnp.sum(jax.nn.log_softmax(h @ w3 + b3) * chosen, axis=1))

        def update(*args):
            results = both(compute, count=6)(*args)
            return results, [p - LEARNING_RATE * g for p, g in zip(args[:6], results[1:], strict=True)]

        run = prepare(update)
        state = [jnp.asarray(p) for p in params]
        x, chosen = jnp.asarray(x), jax.nn.one_hot(jnp.asarray(labels), 10)

        def step():
            results, state[:] = jax.block_until_ready(run(*state, x, chosen))
            return results

        return step

    def matmul(a, b):
        return ready(both(lambda a, b: (a @ b).sum(), count=2), a, b)

    def conv(x, w):
        return ready(both(lambda x, w: lax.conv_general_dilated(x, w, (1, 1), [(1, 1), (1, 1)]).sum(), count=2), x, w)

    def layer_norm(x, gamma, beta, weights):
        def compute(x, gamma, beta, weights):
            centred = x - x.mean(axis=1, keepdims=True)
            variance = (centred * centred).mean(axis=1, keepdims=True)
            return ((centred / jnp.sqrt(variance + 1e-5) * gamma + beta) * weights).sum()

        return ready(both(compute, count=3), x, gamma, beta, weights)

    def picks(x, count):
        return ready(both(lambda x: run_picks(x, count)), x)

    works = [square, chain, squashed, mlp, matmul, conv, layer_norm]
    if not compiled:  # Python's control flow cannot be compiled, and long unrolled programs compile for minutes
        works += [doubling, chain_forward, picks]
    return {"VERSION": jax.__version__, "numpy_of": jax.device_get, **{work.__name__: work for work in works}}
