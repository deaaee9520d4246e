// Trains five steps with the four artefacts in ONNX Runtime Web and compares the losses with those
// that `lntune` recorded. Usage: node train.js FOLDER, where FOLDER holds training_model.onnx,
// eval_model.onnx, optimizer_model.onnx, checkpoint, and losses.json:
//   {"inputs": [{"name", "type", "dims", "file"}], "losses": [..], "tolerance": 1e-5}
'use strict';

const fs = require('node:fs');
const path = require('node:path');

// By path: the package hides its training build from Node.
const web = path.join(__dirname, 'node_modules', 'onnxruntime-web', 'dist');
const ort = require(path.join(web, 'ort.training.wasm.js'));
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = web + path.sep;

const ARRAYS = {float32: Float32Array, int64: BigInt64Array, int32: Int32Array, bool: Uint8Array};

function tensor(folder, input) {
  const bytes = fs.readFileSync(path.join(folder, input.file));
  const copy = new Uint8Array(bytes).buffer;
  return new ort.Tensor(input.type, new ARRAYS[input.type](copy), input.dims);
}

async function losses(folder, expected) {
  const read = (name) => new Uint8Array(fs.readFileSync(path.join(folder, name)));
  const session = await ort.TrainingSession.create({
    checkpointState: read('checkpoint'),
    trainModel: read('training_model.onnx'),
    evalModel: read('eval_model.onnx'),
    optimizerModel: read('optimizer_model.onnx'),
  });
  const byName = new Map(expected.inputs.map((input) => [input.name, tensor(folder, input)]));
  const feeds = {};
  for (const name of session.trainingInputNames) {
    feeds[name] = byName.get(name);
  }
  const found = [];
  for (let step = 0; step < expected.losses.length; step++) {
    await session.lazyResetGrad();
    const results = await session.runTrainStep(feeds);
    found.push(Number(results[session.trainingOutputNames[0]].data[0]));
    await session.runOptimizerStep();
  }
  return found;
}

async function main() {
  const folder = process.argv[2];
  const expected = JSON.parse(fs.readFileSync(path.join(folder, 'losses.json'), 'utf8'));
  const found = await losses(folder, expected);
  let worst = 0;
  expected.losses.forEach((loss, step) => {
    const error = Math.abs(loss - found[step]);
    worst = error > worst || Number.isNaN(error) ? error : worst;
    console.log(`step ${step + 1}: loss ${found[step]}, LNTune ${loss}`);
  });
  if (!(worst <= expected.tolerance)) {
    throw new Error(`the losses differ by ${worst}, more than ${expected.tolerance}`);
  }
  if (!(found[found.length - 1] < found[0])) {
    throw new Error('the loss does not fall');
  }
  console.log(`agreed within ${worst}`);
}

main().catch((failure) => {
  console.error(`web check failed: ${failure && failure.message ? failure.message : failure}`);
  process.exitCode = 1;
});
