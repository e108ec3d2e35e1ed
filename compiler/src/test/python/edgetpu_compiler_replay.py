"""A replay of edgetpu_compiler for tests: no compiler, it only knows files that the real one made.

Given one of the known inputs of shared/testdata/coral (by digest) it writes the real compiled file,
the real log format and the real words; anything else fails as the real one does. Called through a
wrapper that adds --replay-data DIR and --replay-mode MODE, since it gets no environment.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

VERSION = "16.0.384591198"
MAPPED = "Mapped to Edge TPU"
LIMIT = "Operation is otherwise supported, but not mapped due to some unspecified limitation"
AFTER_CUT = "More than one subgraph is not supported"
LARGE = "Compilation failed: Compilation failed due to large activation tensors in model."
CACHE = 7.88 * 1024 * 1024


def main() -> int:
    a = arguments()
    if a.version:
        print(f"Edge TPU Compiler version {VERSION}")
        return 0
    Path("replay-calls").open("a").write(" ".join(sys.argv[1:]) + "\n")
    Path("replay-environment").write_text("\n".join(sorted(os.environ)))
    print(f"Edge TPU Compiler version {VERSION}")
    print(f"Started a compilation timeout timer of {a.timeout_sec} seconds.", flush=True)
    return MODES[a.replay_mode](a)


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(prog="edgetpu_compiler (replay)")
    p.add_argument("-v", "--version", action="store_true")
    p.add_argument("-m", "--min_runtime_version", type=int, default=14)
    p.add_argument("-o", "--out_dir", type=Path, default=Path("."))
    p.add_argument("-s", "--show_operations", action="store_true")
    p.add_argument("-d", "--search_delegate", action="store_true")
    p.add_argument("-k", "--delegate_search_step", type=int, default=1)
    p.add_argument("-t", "--timeout_sec", type=int, default=180)
    p.add_argument("--replay-data", type=Path, required=True)
    p.add_argument("--replay-mode", default="known")
    p.add_argument("--replay-cut", default="", help="tensors at which a search says it cut")
    p.add_argument("--replay-token", default="", help="16 hex digits, instead of the real token")
    p.add_argument("model", type=Path, nargs="?")
    return p.parse_args()


def known(a: argparse.Namespace, why: str = LIMIT) -> int:
    manifest = json.loads((a.replay_data / "MANIFEST.json").read_text())
    digest = hashlib.sha256(a.model.read_bytes()).hexdigest()
    pair = next((p for p in manifest["pairs"] if p["source_sha256"] == digest), None)
    if pair is None:
        return unknown(a, manifest, digest)
    if (pair["package"] or {}).get("min_runtime_version", 0) > a.min_runtime_version:
        print("the replay has no output for this -m", file=sys.stderr)
        return 1
    compiled = a.out_dir / f"{a.model.stem}_edgetpu.tflite"
    content = (a.replay_data / pair["compiled"]).read_bytes()
    compiled.write_bytes(with_token(content, pair, a.replay_token) if a.replay_token else content)
    success(a, compiled, rows(pair, why), pair)
    return 0


def with_token(content: bytes, pair: dict, token: str) -> bytes:
    """The compiler draws a new caching token at every run, and nothing else differs."""
    old = int(pair["package"]["parameter_caching_token"], 16).to_bytes(8, "little")
    if old not in content:
        raise ValueError("the known file does not hold its token")
    return content.replace(old, bytes.fromhex(token)[::-1])


def unknown(a: argparse.Namespace, manifest: dict, digest: str) -> int:
    path = next((f["path"] for f in manifest["files"] if f.get("sha256") == digest), None)
    entry = next((s for s in manifest["source_only"] if s["path"] == path), {})
    if entry.get("kind") == "float":
        return refuse(a, "Model not quantized")
    return refuse(a, "Model could not be parsed")


def refuse(a: argparse.Namespace, why: str) -> int:
    print(f"Invalid model: {a.model}")
    print(why)
    return 1


def rows(pair: dict, why: str) -> list[tuple[str, int, str]]:
    counted = Counter(
        (o["op"].removeprefix("CUSTOM:"), MAPPED if o["mapped"] else why)
        for o in pair["ops"]
    )
    return [(op, count, status) for (op, status), count in counted.items()]


def size(count: float) -> str:
    for unit, factor in (("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count >= factor:
            return f"{count / factor:.2f}{unit}"
    return f"{count:.2f}B"


def success(a: argparse.Namespace, compiled: Path, table: list, pair: dict) -> None:
    package = pair["package"] or {"on_chip_bytes": 0, "off_chip_bytes": 0}
    log = a.out_dir / f"{a.model.stem}_edgetpu.log"
    header = f"{'Operator':<31}{'Count':<11}Status\n"
    lines = "".join(f"{op:<31}{count:<11}{status}\n" for op, count, status in table)
    log.write_text(
        f"Edge TPU Compiler version {VERSION}\nInput: {a.model}\nOutput: {compiled}\n\n"
        f"{header}\n{lines}"
    )
    cpu = pair["ops_cpu"]
    print(f"\nModel compiled successfully in {time.monotonic_ns() % 900 + 100} ms.\n")
    print(f"Input model: {a.model}\nInput size: {size(a.model.stat().st_size)}")
    print(f"Output model: {compiled}\nOutput size: {size(compiled.stat().st_size)}")
    used, streamed = package["on_chip_bytes"], package["off_chip_bytes"]
    print(f"On-chip memory used for caching model parameters: {size(used)}")
    print(f"On-chip memory remaining for caching model parameters: {size(max(0, CACHE - used))}")
    print(f"Off-chip memory used for streaming uncached model parameters: {size(streamed)}")
    print(f"Number of Edge TPU subgraphs: {0 if cpu == pair['ops_total'] else 1}")
    print(f"Total number of operations: {pair['ops_total']}\nOperation log: {log}")
    if cpu:
        print(
            "\nModel successfully compiled but not all operations are supported by the Edge TPU. "
            "A percentage of the model will instead run on the CPU, which is slower. If possible, "
            "consider updating your model to use only operations supported by the Edge TPU. For "
            "details, visit g.co/coral/model-reqs."
        )
        print(f"Number of operations that will run on Edge TPU: {pair['ops_total'] - cpu}")
        print(f"Number of operations that will run on CPU: {cpu}")
    if a.show_operations:
        print(f"\n{header}\n{lines}", end="")
    else:
        print("See the operation log file for individual operation details.")
    print("Compilation child process completed within timeout period.\nCompilation succeeded! ")


def failed(*words: str) -> int:
    print("ERROR: Restored original execution plan after delegate application failure.")
    for line in words:
        print(line)
    print("Compilation child process completed within timeout period.\nCompilation failed! ")
    return 1


def large(a: argparse.Namespace) -> int:
    return failed(LARGE)


def large_until_searched(a: argparse.Namespace) -> int:
    if not a.search_delegate:
        return failed(LARGE)
    print(f"Searching for valid delegate with step {a.delegate_search_step}")
    for cut in range(2):
        print(f"Try to compile segment with {30 - cut * a.delegate_search_step} ops")
        print(f"Intermediate tensors: {(a.replay_cut if cut else '') or f'tensor{cut}'}")
    return known(a, AFTER_CUT)


def internal_error_twice(a: argparse.Namespace) -> int:
    if len(Path("replay-calls").read_text().splitlines()) < 3:
        print("Internal compiler error. Aborting! ")
        return 1
    return known(a)


def segfault(a: argparse.Namespace) -> int:
    print("line 3:    12 Segmentation fault      (core dumped)", file=sys.stderr, flush=True)
    return 139


def signalled(a: argparse.Namespace) -> int:
    os.kill(os.getpid(), signal.SIGSEGV)
    return 0


def hang(a: argparse.Namespace) -> int:
    """Leaves a grandchild whose parent is gone, ignores what is polite, and never ends."""
    sleeper = "import os,time; open('replay-orphan','w').write(str(os.getpid())); time.sleep(600)"
    starter = f"import subprocess,sys; subprocess.Popen([sys.executable, '-c', {sleeper!r}])"
    subprocess.run([sys.executable, "-c", starter], check=True)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(1)


def own_timeout(a: argparse.Namespace) -> int:
    print("Compilation did not complete within timeout period.\nCompilation failed! ")
    return 1


def stub(a: argparse.Namespace) -> int:
    (a.out_dir / f"{a.model.stem}_edgetpu.tflite").write_bytes(b"\0" * 1024)
    return failed("Internal compiler error. Aborting! ")


def stub_success(a: argparse.Namespace) -> int:
    result = known(a)
    (a.out_dir / f"{a.model.stem}_edgetpu.tflite").write_bytes(b"\0" * 1024)
    return result


def nothing_mapped(a: argparse.Namespace) -> int:
    compiled = a.out_dir / f"{a.model.stem}_edgetpu.tflite"
    shutil.copyfile(a.model, compiled)
    pair = {"package": None, "ops_total": 5, "ops_cpu": 5}
    success(a, compiled, [("CONV_2D", 5, "Operation not supported")], pair)
    return 0


def other_model(a: argparse.Namespace) -> int:
    result = known(a)
    other = a.replay_data / "test_data/keras_lstm_mnist_ptq_edgetpu.tflite"
    shutil.copyfile(other, a.out_dir / f"{a.model.stem}_edgetpu.tflite")
    return result


def newer_operator(a: argparse.Namespace) -> int:
    print(
        "ERROR: Didn't find op for builtin opcode 'TILE' version '3'. An older version of this"
        " builtin might be supported. Are you using an old TFLite binary with a newer model?\n"
    )
    print("ERROR: Registration failed.\n")
    return refuse(a, "Model could not be parsed")


def endless_words(a: argparse.Namespace) -> int:
    for _ in range(400):
        print("x" * 10_000)
    return failed(LARGE)


MODES = {
    "known": known,
    "large": large,
    "large-until-searched": large_until_searched,
    "internal-error-twice": internal_error_twice,
    "segfault": segfault,
    "signalled": signalled,
    "hang": hang,
    "own-timeout": own_timeout,
    "stub": stub,
    "stub-success": stub_success,
    "nothing-mapped": nothing_mapped,
    "other-model": other_model,
    "newer-operator": newer_operator,
    "endless-words": endless_words,
}

if __name__ == "__main__":
    sys.exit(main())
