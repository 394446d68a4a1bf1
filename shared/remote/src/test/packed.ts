import { join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { pack } from "../pack/pack.ts";
import { type Person, SharedToys } from "./shared-toys.ts";

/** A person's results, and a pack of them. */
export async function packed(): Promise<{ world: SharedToys; ann: Person; file: string }> {
  const world = new SharedToys();
  const ann = await world.person("ann");
  await ann.run();
  const file = join(temporaryDirectory(), "toy.limen.tar");
  await pack(ann.pipeline, ann.session(), file);
  return { world, ann, file };
}
