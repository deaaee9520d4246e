"""Puts one result of `lntune bench --json --peer ...` into docs/performance.json and the table of docs/performance.md.

    python table.py RESULT.json DOCS

The file's name is the model's. Other rows stay; the table is made anew from performance.json.
"""

import json
import sys
from pathlib import Path

BEGIN = "<!-- table: written by tools/bench/run_table.sh -->"
END = "<!-- end of table -->"
HEADINGS = [
    "model", "batch x seq", "step, s", "peer, s", "ratio", "forward ratio", "first step, s", "peer, s", "ratio",
    "peak, GB", "peer, GB", "ratio", "matrix products",
]


def number(value, digits=2):
    return "-" if value is None else f"{value:.{digits}f}"


def gigabytes(side):
    peak = side["peak_resident_bytes"]
    return number(None if peak is None else peak / 1e9)


def row(name, result):
    ours, peer, ratio = result["lntune"], result["peer"], result["ratio"]
    return [
        name, f"{result['batch']} x {result['seq']}",
        number(ours["step_seconds_median"], 3), number(peer["step_seconds_median"], 3), number(ratio["step"]),
        number(ratio["forward"]),
        number(ours["first_step_seconds"]), number(peer["first_step_seconds"]), number(ratio["first_step"]),
        gigabytes(ours), gigabytes(peer), number(ratio.get("memory")),
        f"{100 * result['gemm_share']:.0f} %",
    ]


def table(results):
    lines = [HEADINGS, ["---"] * len(HEADINGS)] + [row(name, results[name]) for name in sorted(results)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main():
    result_file, docs = Path(sys.argv[1]), Path(sys.argv[2])
    result = json.loads(result_file.read_text())
    del result["model"]  # a path of the measuring machine
    store = docs / "performance.json"
    results = json.loads(store.read_text()) if store.exists() else {}
    results[result_file.stem] = result
    store.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")
    page = docs / "performance.md"
    before, rest = page.read_text().split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n{table(results)}\n\n{END}{after}")


if __name__ == "__main__":
    main()
