import { packageTests } from "@limen/config/vitest";

export default packageTests(import.meta.dirname);
