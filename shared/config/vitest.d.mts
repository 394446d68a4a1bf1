import type { UserProjectConfigExport } from "vitest/config";

export declare function packageTests(directory: string): UserProjectConfigExport;
