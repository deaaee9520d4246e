#!/bin/sh
# Measures LNTune against PyTorch with PEFT on each model and writes the table of docs/performance.md and
# docs/performance.json. Takes the better part of an hour; nothing else should run meanwhile.
#
#   run_table.sh MODELS PYTHON [CHECKPOINTS]
#
#   MODELS       folder that export_models.py filled
#   PYTHON       interpreter that has the packages of requirements.txt
#   CHECKPOINTS  folder for the weights that PyTorch loads; made on the first run (MODELS/checkpoints)
#   THREADS      environment: threads of both programs (the number of processors)
#   STEPS        environment: measured steps (10)
#   STARTS       environment: measured process starts (3)
#   ROWS         environment: rows to measure (all); rows of others stay as they are
set -eu
[ $# -ge 2 ] || { sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
models=$1
python=$2
checkpoints=${3:-$models/checkpoints}
threads=${THREADS:-$(getconf _NPROCESSORS_ONLN)}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
mkdir -p "$checkpoints"

# measure NAME BATCH SEQ [OPTION...]: the options are those of bench, and become part of the row's name
measure() {
  model=$1
  batch=$2
  seq=$3
  shift 3
  row=$(echo "$model $*" | sed 's/ --base-precision//; s/ --loss [a-z-]*//; s/--//; s/ *$//')
  echo "$row: batch $batch, sequence $seq" >&2
  size="--batch $batch --seq $seq --threads $threads"
  peer="'$python' '$here/pytorch_peer.py' --model $model $size $peer_options --checkpoint '$checkpoints/$model' --serve"
  # shellcheck disable=SC2086 # The sizes are several words.
  "$root/lntune" bench "$models/$model/model.onnx" $size "$@" --steps "${STEPS:-10}" --starts "${STARTS:-3}" \
    --json --peer "$peer" >"$results/$row.json"
  "$python" "$here/table.py" "$results/$row.json" "$root/docs"
}

peer_options=
rows="bert-base gpt2 vit-base qwen2-0.5b bert-base-int8 bert-base-int4 bert-base-mlm \
  bert-base-roomy gpt2-roomy vit-base-roomy qwen2-0.5b-roomy"
for model in ${ROWS:-$rows}; do
  case $model in
    bert-base) measure bert-base 8 128 ;;
    gpt2) measure gpt2 4 256 ;;
    vit-base) measure vit-base 8 197 ;;
    qwen2-0.5b) measure qwen2-0.5b 2 128 ;;
    bert-base-int8) measure bert-base 8 128 --base-precision int8 ;;
    bert-base-int4) measure bert-base 8 128 --base-precision int4 ;;
    bert-base-mlm) # Masked language models guess 15 % of the tokens.
      peer_options='--labelled 0.15'
      measure bert-base-mlm 8 128 --loss cross-entropy --labelled 0.15
      peer_options= ;;
    # With room for a copy of each weight in every product.
    bert-base-roomy) measure bert-base 8 128 --memory-budget 8GB ;;
    gpt2-roomy) measure gpt2 4 256 --memory-budget 8GB ;;
    vit-base-roomy) measure vit-base 8 197 --memory-budget 8GB ;;
    qwen2-0.5b-roomy) measure qwen2-0.5b 2 128 --memory-budget 8GB ;;
    *) echo "no model '$model'" >&2; exit 2 ;;
  esac
done
