"""A hub made by deploy/jupyterhub: three students log in, each opens a lesson and runs it; what memory each takes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import REPOSITORY

from .conftest import asked, free_port, serving

STUDENTS = ("ada", "blaise", "carl")
LESSON = "03-the-graph-is-what-ran.ipynb"
KERNEL_MB, STUDENT_MB = 130, 260  # a kernel with a lesson; that and the student's server, as the README says
IDLE = "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
RUN = "window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)"


def memory(student):
    """The megabytes of a student's processes, shared pages by halves, thirds and so on: of kernels, and of all."""
    kernels = everything = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"JUPYTERHUB_USER={student}\0".encode() not in (process / "environ").read_bytes():
                continue
            rows = (process / "smaps_rollup").read_text().splitlines()
            size = next(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1024
            kernels += size if b"ipykernel" in (process / "cmdline").read_bytes() else 0
            everything += size
        except OSError:  # it has ended
            continue
    return round(kernels), round(everything)


def run_lesson(page, address, student):
    page.goto(f"{address}/hub/login")
    page.get_by_label("Username").fill(student)
    page.get_by_label("Password").fill("a word for the class")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/user/{student}/lab/**", timeout=120_000)
    page.goto(f"{address}/user/{student}/lab/tree/mxgrad-lessons/{LESSON}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function(IDLE, timeout=120_000)
    page.evaluate(RUN)
    player = page.locator(".mxg[data-state=ready]").first
    player.wait_for(timeout=120_000)
    page.wait_for_function(IDLE)
    player.scroll_into_view_if_needed()
    player.get_by_role("button", name="Next").click()


@asked("jupyterhub")
@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.timeout(1200)
@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of processes in /proc")
def test_three_students_run_a_lesson(environment, tmp_path, chromium):
    npm = shutil.which("npm") or pytest.skip("npm is not installed, and the hub's proxy is a program of Node")
    subprocess.run([npm, "install", "--silent", "configurable-http-proxy"], cwd=tmp_path, check=True)
    programs, ports = environment("jupyterhub", "jsonschema<4.25"), [free_port() for _ in range(3)]
    (tmp_path / "students.txt").write_text("\n".join(STUDENTS), encoding="utf-8")
    address, inner, proxy = (f"http://127.0.0.1:{port}" for port in ports)
    root = "--allow-root" if os.geteuid() == 0 else ""
    settings = {
        "MXGRAD_HUB": str(tmp_path),
        "MXGRAD_HUB_PASSWORD": "a word for the class",
        "MXGRAD_HUB_ADDRESS": address,
        "MXGRAD_HUB_INNER": inner,
        "MXGRAD_HUB_PROXY_API": proxy,
        "MXGRAD_HUB_PROXY": str(tmp_path / "node_modules" / ".bin" / "configurable-http-proxy"),
        "MXGRAD_HUB_OPTIONS": f"{root} --LabApp.expose_app_in_browser=True",
    }
    config = REPOSITORY / "deploy" / "jupyterhub" / "jupyterhub_config.py"
    used = {}
    with serving([programs / "jupyterhub", "-f", config], f"{address}/hub/health", tmp_path, **settings):
        windows = [chromium.new_context(viewport={"width": 1400, "height": 900}) for _ in STUDENTS]
        for window, student in zip(windows, STUDENTS, strict=True):
            page = window.new_page()
            page.set_default_timeout(60_000)
            run_lesson(page, address, student)
        used = {student: memory(student) for student in STUDENTS}  # all three at work
        for window in windows:
            window.close()
    print(f"megabytes of kernels, and of all: {used}")  # noqa: T201  (shown by pytest -s)
    assert all((tmp_path / "homes" / student / "mxgrad-lessons" / LESSON).is_file() for student in STUDENTS)
    assert all(0 < kernel < KERNEL_MB and everything < STUDENT_MB for kernel, everything in used.values()), used
