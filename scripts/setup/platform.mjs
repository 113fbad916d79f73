/**
 * Which wheel holds the TensorFlow libraries for a machine. The SHA-256 pins are those that pip reports for the cp311
 * wheels of 2.21.0 (read on 2026-11-21); any Python can fetch them, none has to run them.
 */
import { works } from './command.mjs';

export const TENSORFLOW_VERSION = '2.21.0';
export const PYTHON_VERSION = '3.11';

const WHEELS = {
  'linux-x64': {
    project: 'tensorflow-cpu',
    platform: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  },
  'linux-x64-gpu': {
    project: 'tensorflow',
    platform: 'manylinux_2_27_x86_64',
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    cuda: true,
  },
  'linux-arm64': {
    project: 'tensorflow',
    platform: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
  },
  'darwin-arm64': {
    project: 'tensorflow',
    platform: 'macosx_12_0_arm64',
    sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
  },
};

/**
 * The CUDA libraries that the GPU wheel names under its extra `and-cuda`, at the oldest versions it takes; nvcc, which
 * only XLA uses, is left out.
 */
export const CUDA_WHEELS = [
  {
    requirement: 'nvidia-cublas-cu12==12.5.3.2',
    sha256: 'ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b',
  },
  {
    requirement: 'nvidia-cuda-cupti-cu12==12.5.82',
    sha256: 'bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953',
  },
  {
    requirement: 'nvidia-cuda-nvrtc-cu12==12.5.82',
    sha256: '3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd',
  },
  {
    requirement: 'nvidia-cuda-runtime-cu12==12.5.82',
    sha256: '3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115',
  },
  {
    requirement: 'nvidia-cudnn-cu12==9.3.0.75',
    sha256: '9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d',
  },
  {
    requirement: 'nvidia-cufft-cu12==11.2.3.61',
    sha256: '9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8',
  },
  {
    requirement: 'nvidia-curand-cu12==10.3.6.82',
    sha256: '2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536',
  },
  {
    requirement: 'nvidia-cusolver-cu12==11.6.3.83',
    sha256: '93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b',
  },
  {
    requirement: 'nvidia-cusparse-cu12==12.5.1.3',
    sha256: '016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752',
  },
  {
    requirement: 'nvidia-nccl-cu12==2.27.7',
    sha256: 'de5ba5562f08029a19cb1cd659404b18411ed0d6c90ac5f52f30bf99ad5809aa',
  },
  {
    requirement: 'nvidia-nvjitlink-cu12==12.5.82',
    sha256: 'f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212',
  },
];

/** What differs between Linux and macOS in names and compiler flags. */
export function libraryNames(platform) {
  const mac = platform === 'darwin';
  return {
    compute: mac ? 'libtensorflow_cc.2.dylib' : 'libtensorflow_cc.so.2',
    framework: mac ? 'libtensorflow_framework.2.dylib' : 'libtensorflow_framework.so.2',
    /** The name the package's own build links against. */
    link: mac ? 'libtensorflow.dylib' : 'libtensorflow.so',
    linkerFlags: mac
      ? ['-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path/../../deps/lib']
      : ['-Wl,-rpath,$ORIGIN/../../deps/lib', '-Wl,--no-as-needed'],
  };
}

/**
 * The wheel for a machine, with `key` to name it in the cache; or { problem } where there is none.
 * `glibc` is undefined on musl (Alpine), whose programs cannot load these libraries.
 */
export function wheelFor({ platform, arch, gpu, glibc }) {
  const key = `${platform}-${arch}${gpu && platform === 'linux' && arch === 'x64' ? '-gpu' : ''}`;
  const wheel = WHEELS[key];
  if (wheel === undefined)
    return { problem: `there is no TensorFlow ${TENSORFLOW_VERSION} wheel for ${platform} ${arch}` };
  if (platform === 'linux') {
    if (glibc === undefined) return { problem: 'TensorFlow wheels need glibc, and this system has another C library' };
    const [major, minor] = glibc.split('.').map(Number);
    if (major < 2 || (major === 2 && minor < 27))
      return { problem: `TensorFlow wheels need glibc 2.27 or later; this is ${glibc}` };
  }
  return { ...wheel, key };
}

/** A GPU that `nvidia-smi` lists. SENTIMATE_GPU=1 or 0 says so by hand: an image may be built on another machine. */
function hasGpu(env) {
  if (env.SENTIMATE_GPU === '1' || env.SENTIMATE_GPU === '0') return env.SENTIMATE_GPU === '1';
  return works('nvidia-smi', ['-L']);
}

export function thisMachine(env = process.env) {
  return {
    platform: process.platform,
    arch: process.arch,
    gpu: process.platform === 'linux' && hasGpu(env),
    glibc: process.report.getReport().header.glibcVersionRuntime,
  };
}
