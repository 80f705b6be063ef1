"""A class on one machine: each student has a server with a copy of the lessons and a limit on memory.

Everything that a class changes is taken from the environment, so that this file need not be edited; see README.md.
"""

import os
import shlex
import sys
from pathlib import Path

c = get_config()  # noqa: F821  (JupyterHub gives it)

HERE = Path(os.environ.get("MXGRAD_HUB", ".")).resolve()  # where names, homes and the database are kept
STUDENTS = HERE / "students.txt"  # one name a line
MEMORY = os.environ.get("MXGRAD_HUB_MEMORY", "1G")  # of a student's server and kernels together, see README.md

HERE.mkdir(parents=True, exist_ok=True)

c.JupyterHub.bind_url = os.environ.get("MXGRAD_HUB_ADDRESS", "http://127.0.0.1:8000")
c.JupyterHub.hub_bind_url = os.environ.get("MXGRAD_HUB_INNER", "http://127.0.0.1:8081")
c.JupyterHub.db_url = f"sqlite:///{HERE / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(HERE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(HERE / "proxy.pid")
c.ConfigurableHTTPProxy.command = shlex.split(os.environ.get("MXGRAD_HUB_PROXY", "configurable-http-proxy"))
c.ConfigurableHTTPProxy.api_url = os.environ.get("MXGRAD_HUB_PROXY_API", "http://127.0.0.1:8001")

# One password for the class, which the environment must give: without it nobody gets in. For real accounts take
# another authenticator: https://jupyterhub.readthedocs.io/en/stable/reference/authenticators.html
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["MXGRAD_HUB_PASSWORD"]
c.Authenticator.allowed_users = {line.strip() for line in STUDENTS.read_text("utf-8").splitlines() if line.strip()}

# Every server is a process of the user who runs the hub: it keeps honest students apart, not others.
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(HERE / "homes" / "{username}")
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.default_url = "/lab/tree/mxgrad-lessons/00-start-here.ipynb"
c.Spawner.environment = {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
c.Spawner.args = shlex.split(os.environ.get("MXGRAD_HUB_OPTIONS", ""))  # of the servers of students
c.Spawner.http_timeout = c.Spawner.start_timeout = 120
c.Spawner.mem_limit = MEMORY  # the spawner of one machine only tells it; with systemdspawner or in a cluster it holds


def bring_lessons(spawner) -> None:
    """Put the lessons into a student's home: what the student wrote is never written over."""
    from mxgrad.course.shipped import copy

    home = HERE / "homes" / spawner.user.name
    home.mkdir(parents=True, exist_ok=True)
    copy(home / "mxgrad-lessons")


c.Spawner.pre_spawn_hook = bring_lessons
