#!/bin/sh
# Measures epochs of BERT-base on ragged text against PyTorch with PEFT, which shuffles and pads to the longest example
# of a batch. Both run in turns; what is compared is the time of the training loop. Nothing else should run meanwhile.
#
#   run_epochs.sh MODELS PYTHON CHECKPOINTS
#
#   MODELS       folder that export_models.py filled
#   PYTHON       interpreter that has the packages of requirements.txt
#   CHECKPOINTS  folder that run_table.sh filled
#   THREADS      environment: threads of both programs (2)
#   EXAMPLES     environment: examples of the data (192)
#   ROUNDS       environment: times that both run (2)
set -eu
[ $# -eq 3 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
models=$1
python=$2
checkpoints=$3
threads=${THREADS:-2}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" "$here/pytorch_epoch.py" --data "$work/data.jsonl" --write-data "${EXAMPLES:-192}"

round=1
while [ "$round" -le "${ROUNDS:-2}" ]; do
  "$root/lntune" train "$models/bert-base/model.onnx" --loss cross-entropy --data "$work/data.jsonl" \
    --out "$work/run$round" --epochs 1 --batch-size 32 --threads "$threads" --json 2>/dev/null >"$work/own.json"
  "$python" "$here/pytorch_epoch.py" --data "$work/data.jsonl" --epochs 1 --batch 32 --threads "$threads" \
    --checkpoint "$checkpoints/bert-base" 2>/dev/null >"$work/peer.json"
  "$python" -c '
import json, sys
own = json.load(open(sys.argv[1]))["seconds"]
peer = json.load(open(sys.argv[2]))["epoch_seconds"][0]
print(f"epoch on ragged text: {own:.1f} s, PyTorch {peer:.1f} s, ratio {own / peer:.2f}")
' "$work/own.json" "$work/peer.json"
  round=$((round + 1))
done
