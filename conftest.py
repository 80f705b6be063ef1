"""What every test run needs, whichever folder it starts from: one BLAS thread and honest notebook comparison."""

import os
import re

# Before anything imports NumPy: on a busy machine the BLAS threads of small matrices wait for one another,
# and a 1 ms step turns into 50 ms. The notebooks' kernels inherit this.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import shutil
import tempfile
from pathlib import Path

import pytest


def pytest_configure(config):
    # A kernel must not read the start-up files of whoever runs the tests.
    folder = tempfile.mkdtemp(prefix="mxgrad-ipython-")
    os.environ["IPYTHONDIR"] = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Three workers for two cores where whole folders run; none where few tests do, which end before workers begin.

    Browser tests wait for a page or a kernel a third of their time.
    """
    option = config.option
    few = option.keyword or option.markexpr or option.lf or option.collectonly or option.capture == "no"
    return 0 if few or not all(Path(name).is_dir() for name in config.args) else (os.cpu_count() or 1) * 3 // 2


def pytest_collection_modifyitems(items):
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where MXGRAD_REQUIRE_BROWSER is set, a browser test that skips has failed, but for want of node or on demand."""
    report = yield
    required = os.environ.get("MXGRAD_REQUIRE_BROWSER", "") not in ("", "0")
    skipped = (
        report.skipped and not hasattr(report, "wasxfail") and not re.search("npm ci|MXGRAD_PLACES", report.longrepr[2])
    )
    if required and skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"MXGRAD_REQUIRE_BROWSER is set, but this test skipped: {report.longrepr[2]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Tell nbval to compare the text of an output, not its pictures, and to run the solutions of a lesson too."""
    collected = yield
    if file_path.suffix == ".ipynb" and collected:  # nbval is there, which not every environment has
        from mxgrad.course.check.nbval_plugin import prepare

        prepare(collected, file_path.name)
    return collected
