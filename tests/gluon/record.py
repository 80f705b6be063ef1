"""Write `facts.json` anew from MXNet 1.9.1, in the environment that `benchmarks/setup_peers.py --peers mxnet` makes:

    ~/.cache/mxgrad-benchmarks/mxnet/bin/python tests/gluon/record.py [names of facts]

For images oneDNN is switched off: the gradient of its max pool goes to the first element of each window on some
machines. Each fact runs in a process of its own, since names count how many blocks there were before. The programs must
run on Python 3.9 too. `mxnet.params` is written by MXNet here, `mxgrad.params` by `facts.write_params(mxgrad, path)`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import facts  # noqa: E402


def listed(labels):
    return ",\n".join(f"{json.dumps(label)}: {json.dumps(rounded(value))}" for label, value in labels.items())


def rounded(value):
    """Return float32 numbers without the digits that only float64 has."""
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.8g}") if isinstance(value, float) else value


def main():
    if sys.argv[1:2] == ["--one"]:
        import mxnet

        if sys.argv[2] == "exchange":
            facts.write_params(mxnet, str(HERE / "mxnet.params"))
        sys.stdout.write("\n" + json.dumps(facts.collect(mxnet, getattr(facts, sys.argv[2]))))
        return
    path = HERE / "facts.json"
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    environment = {**os.environ, "MXNET_MKLDNN_ENABLED": "0", "MXNET_STORAGE_FALLBACK_LOG_VERBOSE": "0"}
    names = [fact.__name__ for fact in facts.FACTS]
    for name in sys.argv[1:] or names:
        command = [sys.executable, "-W", "ignore", __file__, "--one", name]
        env = environment if name in ("images", "convnet") else None
        done = subprocess.run(command, capture_output=True, text=True, env=env)
        if done.returncode:
            sys.exit(f"{name}: {done.stderr}")
        found[name] = json.loads(done.stdout.splitlines()[-1])
    found = {name: found[name] for name in names}
    lines = [f"{json.dumps(fact)}: {{\n{listed(labels)}\n}}" for fact, labels in found.items()]
    path.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
