import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const NVIDIA_DEVICES = ["/dev/nvidia0", "/usr/lib/wsl/lib/nvidia-smi"] as const;
const NVIDIA_INFORMATION = "/proc/driver/nvidia/gpus";

/**
 * The device to compute on: the NVIDIA GPU where Linux x86-64 shows one, else the CPU.
 * LIMEN_GPU=0 never takes the GPU; LIMEN_GPU=1 always does (to prepare a cluster's login node).
 */
export function chosenDevice(environment: NodeJS.ProcessEnv = process.env): "cpu" | "gpu" {
  if (process.platform !== "linux" || process.arch !== "x64" || environment.LIMEN_GPU === "0") return "cpu";
  return environment.LIMEN_GPU === "1" || hasNvidiaGpu() ? "gpu" : "cpu";
}

/** Whether the driver shows a GPU (asking nvidia-smi would take half a second). */
export function hasNvidiaGpu(): boolean {
  return NVIDIA_DEVICES.some((path) => existsSync(path));
}

/** Name of the first GPU, or null where the driver does not tell. */
export function gpuModel(): string | null {
  if (!existsSync(NVIDIA_INFORMATION)) return null;
  for (const slot of readdirSync(NVIDIA_INFORMATION)) {
    const model = /^Model:\s*(.+)$/m.exec(
      readFileSync(join(NVIDIA_INFORMATION, slot, "information"), "utf8"),
    );
    if (model?.[1]) return model[1].trim();
  }
  return null;
}
