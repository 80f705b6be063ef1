"""Standing in for MXNet: what it has and mxgrad has not, and importing under its name.

    import sys, mxgrad
    sys.modules["mxnet"] = mxgrad

Afterwards `from mxnet import nd, autograd` and `import mxnet.ndarray as nd` give mxgrad's own modules, not copies.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

# MXNet's name -> what to use here instead
ABSENT = {
    "sym": "run the operations of mxgrad.nd; mxgrad.trace keeps the graph of what ran",
    "symbol": "run the operations of mxgrad.nd; mxgrad.trace keeps the graph of what ran",
    "mod": "write the training loop with gluon.Trainer, autograd.record() and backward()",
    "module": "write the training loop with gluon.Trainer, autograd.record() and backward()",
    "model": "write the training loop with gluon.Trainer, autograd.record() and backward()",
    "image": "read pictures with matplotlib or Pillow and bring them in with nd.array(...)",
    "recordio": "read files with NumPy and bring them in with nd.array(...)",
    "kv": "one process holds all arrays here",
    "kvstore": "one process holds all arrays here",
    "callback": "print from the training loop",
    "monitor": "mxgrad.trace keeps every value",
    "profiler": "use Python's own profilers, such as cProfile",
    "viz": "mxgrad.trace(f, x), and mxgrad_widgets.show to see it",
    "visualization": "mxgrad.trace(f, x), and mxgrad_widgets.show to see it",
    "np": "use mxgrad.nd, or NumPy itself where no gradient is needed",
    "npx": "use mxgrad.nd",
    "operator": "write a custom operation as a subclass of autograd.Function",
    "rtc": "write a custom operation as a subclass of autograd.Function",
    "rnn": "use gluon.rnn, or write the recurrence as a Python loop",
    "executor": "operations run at once here",
    "engine": "operations run at once here",
    "runtime": "mxgrad.__version__ and mxgrad.num_gpus() tell what there is",
    "library": "declare operations in Python, as mxgrad.core.op does",
    "name": "arrays are named by the variables that hold them",
    "attribute": "arrays are named by the variables that hold them",
    "AttrScope": "arrays are named by the variables that hold them",
    "cpu_pinned": "use cpu()",
    "img": "read pictures with matplotlib or Pillow and bring them in with nd.array(...)",
    "executor_manager": "operations run at once here",
    "log": "use Python's logging",
    "mon": "mxgrad.trace keeps every value",
    "notebook": "mxgrad_widgets.show shows a trace",
    "onnx": "nd.save writes arrays to a file",
    "registry": "mxgrad.core.op.REGISTRY has the operations",
    "th": "bring arrays in with nd.from_dlpack",
    "torch": "bring arrays in with nd.from_dlpack",
    "util": "arrays are mxgrad.nd's, without NumPy semantics",
    **dict.fromkeys(
        (
            "is_np_array",
            "is_np_shape",
            "np_array",
            "np_shape",
            "numpy",
            "numpy_extension",
            "set_np_shape",
            "use_np",
            "use_np_array",
            "use_np_shape",
        ),
        "use mxgrad.nd",
    ),
    **dict.fromkeys(
        ("api", "error", "kvstore_server", "libinfo", "symbol_doc", "ndarray_doc", "tvmop"),
        "it serves MXNet's own machinery",
    ),
}


def missing(name: str) -> Exception:
    """Return the error for an attribute that mxgrad lacks: a pointer to the nearest thing where MXNet has it."""
    if name in ABSENT:
        return NotImplementedError(f"mxgrad has no {name} (MXNet has): {ABSENT[name]}")
    return AttributeError(f"module 'mxgrad' has no attribute {name!r}")


def left_out(module: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """Return `__getattr__` for a module: what to do in place of each of `names`, which MXNet's has and it has not."""

    def missing_there(name: str) -> Any:
        if name in names:
            raise NotImplementedError(f"{module} has no {name} (MXNet has): {names[name]}")
        raise AttributeError(f"{module} has no {name!r}: it has {', '.join(sys.modules[module].__all__)}")

    return missing_there


class _MXNetFinder:  # not of importlib.abc, which would double the time that importing mxgrad takes
    """Imports `mxnet.x` as `mxgrad.x` while `mxnet` is mxgrad, so that no module is loaded twice."""

    def find_spec(self, fullname: str, path: Sequence[str] | None = None,
                  target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:  # fmt: skip
        if not fullname.startswith("mxnet.") or sys.modules.get("mxnet") is not sys.modules.get("mxgrad"):
            return None
        return importlib.machinery.ModuleSpec(fullname, self)  # type: ignore[arg-type]

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        name = spec.name.removeprefix("mxnet.")
        if name in ABSENT:
            raise missing(name)
        first, _, rest = name.partition(".")
        if first == "ndarray":  # MXNet's long name of nd, whose ndarray.ndarray defines NDArray
            name = f"nd.{rest}" if rest not in ("", "ndarray") else "nd"
            first, _, rest = name.partition(".")
        found = getattr(sys.modules["mxgrad"], first, None)
        module = found if isinstance(found, ModuleType) and not rest else _imported(f"mxgrad.{name}")
        self._own_spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing: the module was executed under its own name, which the import system has just overwritten."""
        module.__spec__ = self._own_spec


def _imported(name: str) -> ModuleType:
    """Import a module. One that is absent on purpose raises what asking its package for it raises."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        package, _, last = name.rpartition(".")
        if error.name == name and package != "mxgrad":
            getattr(importlib.import_module(package), last, None)
        raise


def install() -> None:
    """Let `sys.modules["mxnet"] = mxgrad` reach the modules inside too."""
    if not any(isinstance(finder, _MXNetFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _MXNetFinder())
