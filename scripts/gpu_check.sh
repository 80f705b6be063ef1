#!/usr/bin/env bash
# Runs the engine's tests on a GPU, compares every operation with the CPU, and times the benchmark's works on both.
#
#   scripts/gpu_check.sh [--write]     --write puts what was found into benchmarks/GPU.md
#
# Needs no network and less than ten minutes. MXGRAD_WHEELS names a folder with the wheels of scripts/gpu_wheels.txt
# where these are not installed; PYTHON, the interpreter that has CuPy. Status 3: there is no GPU; 1: something differs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${PYTHON:-python3}
export PYTHONPATH=$PWD${PYTHONPATH:+:$PYTHONPATH}

if [ -n "${MXGRAD_WHEELS:-}" ]; then
    site=$(mktemp -d)
    trap 'rm -rf "$site"' EXIT
    "$python" -m pip install -q --no-index --no-deps --target "$site" --find-links "$MXGRAD_WHEELS" \
        -r scripts/gpu_wheels.txt
    export PYTHONPATH=$PYTHONPATH:$site
fi

if ! "$python" -c 'import sys, mxgrad; sys.exit(not mxgrad.num_gpus())'; then
    echo "gpu_check: no GPU can be used here: CuPy is missing or finds no device. Nothing was checked." >&2
    exit 3
fi

status=0
timeout 300 "$python" -m pytest -q -m gpu tests/ops || status=1
timeout 240 "$python" -m benchmarks.gpu "$@" || status=1
exit "$status"
