"""The works for mxgrad and for MXNet 1.x, which read the same: only the import differs."""

from works import LEARNING_RATE, run_chain, run_picks, run_squashed


def define(nd, autograd, version):  # noqa: C901, PLR0915  (a list of works)
    """Return the works as a dict of functions, for a module to put into its namespace."""

    def array(x, attach=False):
        made = nd.array(x, dtype=x.dtype)
        if attach:
            made.attach_grad()
        return made

    def both(compute, *variables):
        def step():
            with autograd.record():
                y = compute()
            y.backward()
            grads = [x.grad for x in variables]
            for grad in grads:
                grad.wait_to_read()
            return (y, *grads)

        return step

    def square(x):
        x = array(x, attach=True)
        return both(lambda: 2 * x**2, x)

    def doubling(x):
        x = array(x, attach=True)

        def compute():
            y = x * 2
            while y.norm() < 1000:
                y = y * 2
            return y[0] if y.sum() >= 0 else y[1]

        return both(compute, x)

    def chain_forward(x, w, c, count):
        x, w, c = array(x, attach=True), array(w), array(c)

        def step():
            with autograd.record():
                y = run_chain(x, w, c, count)
            y.wait_to_read()
            return (y,)

        return step

    def chain(x, w, c, count):
        x, w, c = array(x, attach=True), array(w), array(c)
        return both(lambda: run_chain(x, w, c, count), x)

    def squashed(x, w, c):
        x, w, c = array(x, attach=True), array(w), array(c)
        return both(lambda: run_squashed(x, w, c, nd.tanh, nd.relu), x)

    def mlp(x, labels, *params):
        x, labels = array(x), nd.array(labels)
        params = [array(p, attach=True) for p in params]
        w1, b1, w2, b2, w3, b3 = params

        def compute():
            h = nd.relu(nd.dot(x, w1) + b1)
            h = nd.relu(nd.dot(h, w2) + b2)
            return nd.softmax_cross_entropy(nd.dot(h, w3) + b3, labels) / len(labels)

        forward_backward = both(compute, *params)

        def step():
            results = forward_backward()
            for p in params:
                nd.sgd_update(p, p.grad, lr=LEARNING_RATE, out=p)
            for p in params:
                p.wait_to_read()
            return results

        return step

    def matmul(a, b):
        a, b = array(a, attach=True), array(b, attach=True)
        return both(lambda: nd.dot(a, b).sum(), a, b)

    def conv(x, w):
        x, w = array(x, attach=True), array(w, attach=True)
        return both(
            lambda: nd.Convolution(x, w, no_bias=True, kernel=(3, 3), pad=(1, 1), num_filter=len(w)).sum(), x, w
        )

    def layer_norm(x, gamma, beta, weights):
        x, gamma, beta = array(x, attach=True), array(gamma, attach=True), array(beta, attach=True)
        weights = array(weights)

        def compute():
            centred = x - x.mean(axis=1, keepdims=True)
            variance = (centred * centred).mean(axis=1, keepdims=True)
            return ((centred / nd.sqrt(variance + 1e-5) * gamma + beta) * weights).sum()

        return both(compute, x, gamma, beta)

    def picks(x, count):
        x = array(x, attach=True)
        return both(lambda: run_picks(x, count), x)

    works = square, doubling, chain_forward, chain, squashed, mlp, matmul, conv, layer_norm, picks
    return {"VERSION": version, "numpy_of": lambda x: x.asnumpy(), **{work.__name__: work for work in works}}
