"""Make one environment a peer, outside the project: `python benchmarks/setup_peers.py [--cache DIR] [--peers a,b]`.

Versions are pinned, so that a table can be measured again. MXNet 1.9.1 and Chainer 7.8.1 need Python 3.9 and a NumPy
of their time; tinygrad compiles with clang, which is not a Python package.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

CACHE = Path.home() / ".cache" / "mxgrad-benchmarks"
PACKAGES = {
    "torch": ["torch==2.13.0", "numpy==2.4.6"],
    "mxnet": ["mxnet==1.9.1", "numpy==1.23.5"],
    "mygrad": ["mygrad==2.5.0", "numpy==2.4.6"],
    "hips": ["autograd==1.9.1", "numpy==2.4.6"],
    "chainer": ["chainer==7.8.1", "numpy==1.19.5", "six"],
    "jax": ["jax==0.10.2", "jaxlib==0.10.2", "numpy==2.4.6"],
    "tinygrad": ["tinygrad==0.14.0", "numpy==2.4.6"],
}
OLD = {"mxnet", "chainer"}


def main() -> None:
    """Make the environments that are not there yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=CACHE, help="where they go (default: %(default)s)")
    parser.add_argument("--peers", default=",".join(PACKAGES), help="which ones (default: %(default)s)")
    parser.add_argument("--old-python", default="python3.9", help="for MXNet and Chainer (default: %(default)s)")
    options = parser.parse_args()
    for peer in options.peers.split(","):
        place = options.cache / peer
        if place.exists():
            print(f"{peer}: there already")
            continue
        python = shutil.which(options.old_python) if peer in OLD else sys.executable
        if python is None:
            print(f"{peer}: left out, {options.old_python} was not found (--old-python names another)")
            continue
        try:
            subprocess.run([python, "-m", "venv", str(place)], check=True)  # noqa: S603
            pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet"]
            subprocess.run([*pip, "wheel", "setuptools<81"], check=True)  # noqa: S603
            subprocess.run([*pip, *PACKAGES[peer]], check=True)  # noqa: S603
            print(f"{peer}: {' '.join(PACKAGES[peer])}")
        except subprocess.CalledProcessError as error:
            shutil.rmtree(place, ignore_errors=True)
            print(f"{peer}: left out, {error}")


if __name__ == "__main__":
    main()
