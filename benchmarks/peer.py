"""The peers, and talking to the processes that run their works."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "MXNET_CPU_WORKER_NTHREADS")
FREED_IS_KEPT = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}


class Peer(NamedTuple):
    """A library, or a setting of one: the module with its works, its environment, and variables to run it with."""

    title: str
    module: str
    place: str | None = None  # None: the Python that runs this
    variables: dict[str, str] = {}  # noqa: RUF012  (never written to)
    rival: bool = False  # whether mxgrad means to be ahead: define-by-run, without fusing


PEERS = {
    "mxgrad": Peer("mxgrad", "mxgrad"),
    "numpy": Peer("NumPy by hand", "numpy"),
    "torch": Peer("PyTorch", "torch", "torch"),
    "mxnet": Peer("MXNet", "mxnet", "mxnet", rival=True),
    "mygrad": Peer("MyGrad", "mygrad", "mygrad", rival=True),
    "hips": Peer("HIPS autograd", "hips", "hips", rival=True),
    "chainer": Peer("Chainer", "chainer", "chainer", rival=True),
    "jax": Peer("JAX eager", "jax", "jax", {"JAX_PLATFORMS": "cpu"}, rival=True),
    "jax_jit": Peer("JAX jit (fuses)", "jax_jit", "jax", {"JAX_PLATFORMS": "cpu"}),
    "tinygrad": Peer("tinygrad (fuses)", "tinygrad", "tinygrad", {"DEV": "CPU"}),
    "mxgrad_allocator": Peer("mxgrad, freed memory kept", "mxgrad", None, FREED_IS_KEPT),
}


class Process:
    """A peer ready to repeat a work, or the reason why it is not: `error`."""

    def __init__(self, name: str, work: str, cache: Path, mxgrad: Path, patience: float) -> None:
        peer = PEERS[name]
        self.name, self.patience, self.error = name, patience, ""
        self.about: dict[str, Any] = {}
        python = Path(sys.executable) if peer.place is None else cache / peer.place / "bin" / "python"
        if not python.exists():
            self.error = "not installed"
            return
        variables = {**os.environ, **dict.fromkeys(THREADS, "1"), **peer.variables}
        if peer.module == "mxgrad":
            variables["PYTHONPATH"] = str(mxgrad)
        self._process = subprocess.Popen([str(python), str(HERE / "worker.py"), peer.module, work],  # noqa: S603
                                         env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=subprocess.DEVNULL)  # fmt: skip
        self.about = self._answer()

    def ask(self, *command: object) -> dict[str, Any]:
        """Send a command and return the answer, {} where none comes."""
        if self.error:
            return {}
        self._process.stdin.write(" ".join(map(str, command)).encode() + b"\n")  # type: ignore[union-attr]
        self._process.stdin.flush()  # type: ignore[union-attr]
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        while not self.error:
            stdout = self._process.stdout
            if not select.select([stdout], [], [], self.patience)[0]:
                self.error = f"took more than {self.patience:.0f} s"
            elif not (line := stdout.readline()):  # type: ignore[union-attr]
                self.error = f"ended with {self._process.wait()}"
            elif line.startswith(b"{"):  # libraries print too
                answer = json.loads(line)
                self.error = answer.get("error", "")
                if not self.error:
                    return answer
        self.close()
        return {}

    def close(self) -> None:
        """End the process."""
        process = getattr(self, "_process", None)
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()
