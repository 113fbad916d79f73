import { describe, expect, it } from 'vitest';
import { setupModule } from './setup-module.js';

interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly gpu: boolean;
  readonly glibc?: string;
}
interface Wheel {
  readonly key?: string;
  readonly project?: string;
  readonly platform?: string;
  readonly sha256?: string;
  readonly cuda?: boolean;
  readonly problem?: string;
}
interface Platform {
  wheelFor(machine: Machine): Wheel;
  libraryNames(platform: string): { compute: string; linkerFlags: string[] };
  thisMachine(env: Record<string, string>): Machine;
}
const { wheelFor, libraryNames, thisMachine } = await setupModule<Platform>('platform');
const linux = { platform: 'linux', arch: 'x64', gpu: false, glibc: '2.36' };

describe('the choice of a wheel', () => {
  it('takes the small CPU wheel on Linux, the other with a GPU', () => {
    expect(wheelFor(linux)).toMatchObject({
      key: 'linux-x64',
      project: 'tensorflow-cpu',
      platform: 'manylinux_2_27_x86_64',
    });
    expect(wheelFor({ ...linux, gpu: true })).toMatchObject({
      key: 'linux-x64-gpu',
      project: 'tensorflow',
      cuda: true,
    });
  });

  it('knows ARM on Linux and macOS, where a GPU makes no difference', () => {
    expect(wheelFor({ ...linux, arch: 'arm64', gpu: true })).toMatchObject({
      key: 'linux-arm64',
      platform: 'manylinux_2_27_aarch64',
    });
    expect(wheelFor({ platform: 'darwin', arch: 'arm64', gpu: false })).toMatchObject({
      project: 'tensorflow',
      platform: 'macosx_12_0_arm64',
    });
  });

  it('pins every wheel', () => {
    for (const machine of [
      linux,
      { ...linux, gpu: true },
      { ...linux, arch: 'arm64' },
      { platform: 'darwin', arch: 'arm64', gpu: false },
    ])
      expect(wheelFor(machine).sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('says why there is none', () => {
    expect(wheelFor({ platform: 'win32', arch: 'x64', gpu: false }).problem).toContain('win32 x64');
    expect(wheelFor({ platform: 'darwin', arch: 'x64', gpu: false }).problem).toContain('darwin x64');
    expect(wheelFor({ platform: 'linux', arch: 'x64', gpu: false }).problem).toContain('another C library');
    expect(wheelFor({ ...linux, glibc: '2.17' }).problem).toContain('2.17');
  });
});

describe('this machine', () => {
  it('has a GPU when its owner says so', () => {
    expect(thisMachine({ SENTIMATE_GPU: '0' }).gpu).toBe(false);
    expect(thisMachine({ SENTIMATE_GPU: '1' }).gpu).toBe(process.platform === 'linux');
  });
});

describe('names of libraries', () => {
  it('follow the system', () => {
    expect(libraryNames('linux').compute).toBe('libtensorflow_cc.so.2');
    expect(libraryNames('linux').linkerFlags).toContain('-Wl,-rpath,$ORIGIN/../../deps/lib');
    expect(libraryNames('darwin').compute).toBe('libtensorflow_cc.2.dylib');
    expect(libraryNames('darwin').linkerFlags.join()).toContain('@loader_path/../../deps/lib');
  });
});
