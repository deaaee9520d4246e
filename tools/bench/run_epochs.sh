#!/bin/sh
# Measures epochs of BERT-base against PyTorch with PEFT, both in turns; what is compared is the time of the training
# loop. Nothing else should run meanwhile.
#
#   ragged   text of many lengths; PyTorch shuffles and pads to the longest example of a batch
#   frozen   text of 128 tokens, only the norms of the last 4 blocks and the classifier are trained; the epochs after
#            the first, in which what is frozen was kept
#
#   run_epochs.sh MODELS PYTHON CHECKPOINTS
#
#   MODELS       folder that export_models.py filled
#   PYTHON       interpreter that has the packages of requirements.txt
#   CHECKPOINTS  folder that run_table.sh filled
#   THREADS      environment: threads of both programs (2)
#   EXAMPLES     environment: examples of the data (192)
#   ROUNDS       environment: times that both run (2)
#   KINDS        environment: what to measure (ragged, frozen, frozen-int8)
set -eu
[ $# -eq 3 ] || { sed -n '2,18s/^# \{0,1\}//p' "$0" >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
models=$1
python=$2
checkpoints=$3
examples=${EXAMPLES:-192}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# compare NAME EPOCHS FIRST DATA PEER_OPTIONS OPTION...: the epochs from FIRST on; the options are those of train
compare() {
  name=$1
  epochs=$2
  first=$3
  data=$4
  peer_options=$5
  shift 5
  round=1
  while [ "$round" -le "${ROUNDS:-2}" ]; do
    "$root/lntune" train "$models/bert-base/model.onnx" --loss cross-entropy --data "$data" --out "$work/$name$round" \
      --epochs "$epochs" --batch-size 32 --threads "${THREADS:-2}" "$@" 2>/dev/null >/dev/null
    # shellcheck disable=SC2086 # The options are several words.
    "$python" "$here/pytorch_epoch.py" --data "$data" --epochs "$epochs" --batch 32 --threads "${THREADS:-2}" \
      --checkpoint "$checkpoints/bert-base" $peer_options 2>/dev/null >"$work/peer.json"
    "$python" -c '
import json, sys
name, first, metrics, peer = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
lines = [json.loads(line) for line in open(metrics)]
before = max([line["seconds"] for line in lines if line["epoch"] < first], default=0)
own = (lines[-1]["seconds"] - before) / (1 + lines[-1]["epoch"] - first)
other = json.load(open(peer))["epoch_seconds"][first:]
other = sum(other) / len(other)
print(f"{name}: an epoch of {own:.1f} s, PyTorch {other:.1f} s, ratio {own / other:.2f}", flush=True)
' "$name" "$first" "$work/$name$round/metrics.jsonl" "$work/peer.json"
    round=$((round + 1))
  done
}

"$python" "$here/pytorch_epoch.py" --data "$work/ragged.jsonl" --write-data "$examples"
"$python" "$here/pytorch_epoch.py" --data "$work/even.jsonl" --write-data "$examples" --length 128
norms='.*\.layer\.(8|9|10|11)\..*LayerNorm\.(weight|bias)'
head='.*classifier\.(weight|bias)'
for kind in ${KINDS:-ragged frozen frozen-int8}; do
  case $kind in
    ragged) compare ragged 1 0 "$work/ragged.jsonl" '' ;;
    frozen) compare frozen 3 1 "$work/even.jsonl" '--last-blocks 4' --target "$norms" --also "$head" ;;
    frozen-int8)
      compare frozen-int8 3 1 "$work/even.jsonl" '--last-blocks 4' --target "$norms" --also "$head" \
        --base-precision int8
      ;;
    *) echo "no kind '$kind'" >&2; exit 2 ;;
  esac
done
