"""Write `facts.json` anew from MXNet 1.9.1, in the environment that `benchmarks/setup_peers.py --peers mxnet` makes:

    ~/.cache/mxgrad-benchmarks/mxnet/bin/python tests/gluon/record.py

Each fact runs in a process of its own, since names count how many blocks there were before. The programs must run on
Python 3.9 too.
"""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import facts  # noqa: E402


def main():
    if len(sys.argv) > 1:
        import mxnet

        sys.stdout.write("\n" + json.dumps(facts.collect(mxnet, getattr(facts, sys.argv[1]))))
        return
    found = {}
    for fact in facts.FACTS:
        done = subprocess.run([sys.executable, "-W", "ignore", __file__, fact.__name__], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{fact.__name__}: {done.stderr}")
        found[fact.__name__] = json.loads(done.stdout.splitlines()[-1])
    text = json.dumps(found, indent=0, sort_keys=True, ensure_ascii=False)
    (HERE / "facts.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
