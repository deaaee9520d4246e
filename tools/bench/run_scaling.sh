#!/bin/sh
# Measures how step time and memory grow with threads, batch, length and depth, and prints a table. Takes about
# fifteen minutes; nothing else should run meanwhile.
#
#   run_scaling.sh MODELS PYTHON
#
#   MODELS  folder that export_models.py filled; BERT-base and GPT-2 are measured
#   PYTHON  any Python 3, which picks the numbers out of the JSON
#   STEPS   environment: measured steps of each row (3)
set -eu
[ $# -eq 2 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }

root=$(cd "$(dirname "$0")/../.." && pwd)
models=$1
python=$2
echo "| model | threads | batch | sequence | step, s | tokens per second | peak, MB |"
echo "|---|---|---|---|---|---|---|"

# row MODEL THREADS BATCH SEQ
row() {
  echo "$1: threads $2, batch $3, sequence $4" >&2
  "$root/lntune" bench "$models/$1/model.onnx" --threads "$2" --batch "$3" --seq "$4" \
    --steps "${STEPS:-3}" --warmup 1 --starts 1 --json |
    "$python" -c '
import json, sys
result = json.load(sys.stdin)
step = result["lntune"]["step_seconds_median"]
model, threads, batch, seq = sys.argv[1:]
rate = int(batch) * int(seq) / step
peak = result["lntune"]["peak_resident_bytes"] / 1e6
print(f"| {model} | {threads} | {batch} | {seq} | {step:.3f} | {rate:.0f} | {peak:.0f} |")
' "$1" "$2" "$3" "$4"
}

row bert-base 1 8 128
row bert-base 2 8 128
row bert-base 2 1 128
row bert-base 2 32 128
row bert-base 2 8 32
row bert-base 2 8 512
row gpt2 2 1 1024
for blocks in 12 24 48 96; do
  row gpt2-narrow-$blocks 2 4 128
done
