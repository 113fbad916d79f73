/**
 * Run as a process of its own: starts a backend, multiplies two 1024 x 1024 matrices and prints one line of JSON,
 * { backend, version, device, gflops }. A crash of the native library then ends only this process.
 */
import util from 'node:util';

const SIZE = 1024;
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
// tfjs-node 4.22 calls a function that Node 23 removed (tensorflow/tfjs#8609).
util.isNullOrUndefined ??= (value) => value === null || value === undefined;

const tf = (await import('@tensorflow/tfjs-core')).default ?? (await import('@tensorflow/tfjs-core'));
const wanted = process.argv[2] ?? 'tensorflow';
if (wanted === 'tensorflow') await import('@tensorflow/tfjs-node-gpu');
const wasm = wanted === 'wasm' ? await import('@tensorflow/tfjs-backend-wasm') : undefined;
if (!(await tf.setBackend(wanted))) throw new Error(`the ${wanted} backend did not start`);
await tf.ready();

const left = tf.randomUniform([SIZE, SIZE], -1, 1, 'float32', 1);
const right = tf.randomUniform([SIZE, SIZE], -1, 1, 'float32', 2);
let best = Infinity; // seconds
const rounds = wanted === 'wasm' ? 3 : 8;
for (let round = 0; round < rounds; round++) {
  const since = performance.now();
  const product = tf.matMul(left, right);
  product.dataSync();
  best = Math.min(best, (performance.now() - since) / 1000);
  product.dispose();
}
const native = tf.backend();
const answer = {
  backend: wanted,
  version: wasm?.version_wasm ?? native.binding?.TF_Version ?? 'unknown',
  device: native.isUsingGpuDevice ? 'gpu' : 'cpu',
  gflops: (2 * SIZE ** 3) / best / 1e9,
};
process.stdout.write(`${JSON.stringify(answer)}\n`);
