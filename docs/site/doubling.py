from mxgrad import autograd, nd, trace

x = nd.array([0.5, 1.5])
x.attach_grad()

with trace() as tr:
    with autograd.record():
        y = x * 2
        while y.norm() < 20:
            y = y * 2
        z = y.sum()
    z.backward()
