"""What a failure says where one test holds many equal cases: a test each would take longer to report than to run."""

from contextlib import contextmanager


@contextmanager
def naming(**case):
    """Add the case to whatever fails in the block."""
    try:
        yield
    except BaseException as error:
        error.add_note(", ".join(f"{name}={value!r}" for name, value in case.items()))
        raise
