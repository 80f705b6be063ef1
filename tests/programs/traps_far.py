"""A module that `traps` uses by attribute."""


def scale(x):
    return x * 2 if x.shape else x


class Inner:
    pass
