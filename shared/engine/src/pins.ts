/** Everything that the engine is made of, pinned: versions, wheel digests, sizes, paths inside the wheel. */

export const TFJS_VERSION = "4.22.0";
export const TENSORFLOW_VERSION = "2.21.0";
/** PyPI's Zig compiler, used where the machine has no C++ compiler. */
export const ZIGLANG_VERSION = "0.17.1";
/** Raise when the layout of the engine's directory or the way of building it changes. */
export const LAYOUT_REVISION = 1;

/** A wheel that carries libtensorflow for one platform, and what else its directory needs. */
export interface EnginePin {
  readonly device: "cpu" | "gpu";
  /** Requirement as pip takes it. */
  readonly requirement: string;
  /** Platform tags to offer pip; which Python runs does not matter, as no Python code is used. */
  readonly platforms: readonly string[];
  readonly sha256: string;
  /** Bytes to download and bytes on disk afterwards, to check the disk first and to show progress. */
  readonly downloadBytes: number;
  readonly installedBytes: number;
  /** Shared libraries inside the wheel, and the names the linker asks for. */
  readonly libraries: readonly Library[];
  /** Further wheels, unpacked beside the libraries, where the library's run path looks for them. */
  readonly companions: readonly string[];
  /** False: the path is written but was never run on such a machine. */
  readonly tried: boolean;
}

interface Library {
  readonly member: string;
  readonly linkName: string;
}

/** Python version named to pip: any that has a wheel, since only the C library is taken from it. */
export const WHEEL_PYTHON = "3.12";

/** The C headers that tfjs-node's binding includes (found with `g++ -M`); the wheel has 13,085 more. */
export const HEADER_PREFIXES = [
  "tensorflow/include/tensorflow/c/",
  "tensorflow/include/tensorflow/core/platform/ctstring",
  "tensorflow/include/tsl/platform/ctstring",
  "tensorflow/include/xla/tsl/c/",
] as const;

const LINUX_LIBRARIES: readonly Library[] = [
  { member: "tensorflow/libtensorflow_cc.so.2", linkName: "libtensorflow.so" },
  { member: "tensorflow/libtensorflow_framework.so.2", linkName: "libtensorflow_framework.so" },
];

const MACOS_LIBRARIES: readonly Library[] = [
  { member: "tensorflow/libtensorflow_cc.2.dylib", linkName: "libtensorflow.dylib" },
  { member: "tensorflow/libtensorflow_framework.2.dylib", linkName: "libtensorflow_framework.dylib" },
];

const X64_PLATFORMS = ["manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"] as const;
const ARM_PLATFORMS = ["manylinux_2_27_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"] as const;

/** By `process.platform`-`process.arch`-device. */
export const ENGINE_PINS: Readonly<Record<string, EnginePin>> = {
  "linux-x64-cpu": {
    device: "cpu",
    requirement: `tensorflow-cpu==${TENSORFLOW_VERSION}`,
    platforms: X64_PLATFORMS,
    sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
    downloadBytes: 274_000_871,
    installedBytes: 854_000_000,
    libraries: LINUX_LIBRARIES,
    companions: [],
    tried: true,
  },
  "linux-x64-gpu": {
    device: "gpu",
    requirement: `tensorflow==${TENSORFLOW_VERSION}`,
    platforms: X64_PLATFORMS,
    sha256: "b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0",
    downloadBytes: 650_000_000,
    installedBytes: 7_000_000_000,
    libraries: LINUX_LIBRARIES,
    // The `and-cuda` extra of the wheel's metadata, with the ranges written there.
    companions: [
      "nvidia-cublas-cu12<13.0,>=12.5.3.2",
      "nvidia-cuda-cupti-cu12<13.0,>=12.5.82",
      "nvidia-cuda-nvcc-cu12<13.0,>=12.5.82",
      "nvidia-cuda-nvrtc-cu12<13.0,>=12.5.82",
      "nvidia-cuda-runtime-cu12<13.0,>=12.5.82",
      "nvidia-cudnn-cu12<10.0,>=9.3.0.75",
      "nvidia-cufft-cu12<12.0,>=11.2.3.61",
      "nvidia-curand-cu12<11.0,>=10.3.6.82",
      "nvidia-cusolver-cu12<12.0,>=11.6.3.83",
      "nvidia-cusparse-cu12<13.0,>=12.5.1.3",
      "nvidia-nccl-cu12<3.0,>=2.27.7",
      "nvidia-nvjitlink-cu12<13.0,>=12.5.82",
    ],
    tried: false,
  },
  "linux-arm64-cpu": {
    device: "cpu",
    requirement: `tensorflow==${TENSORFLOW_VERSION}`,
    platforms: ARM_PLATFORMS,
    sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
    downloadBytes: 300_000_000,
    installedBytes: 1_000_000_000,
    libraries: LINUX_LIBRARIES,
    companions: [],
    tried: false,
  },
  "darwin-arm64-cpu": {
    device: "cpu",
    requirement: `tensorflow==${TENSORFLOW_VERSION}`,
    platforms: ["macosx_12_0_arm64"],
    sha256: "56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712",
    downloadBytes: 230_000_000,
    installedBytes: 1_000_000_000,
    libraries: MACOS_LIBRARIES,
    companions: [],
    tried: false,
  },
};
