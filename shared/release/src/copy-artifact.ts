import { chmod, copyFile } from "node:fs/promises";

/** Copies an artifact out of the store, where it is read-only: the copy is its reader's to change. */
export async function copyArtifact(object: string, place: string): Promise<void> {
  await copyFile(object, place);
  await chmod(place, 0o644);
}
