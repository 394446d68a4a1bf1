export { nearest, suggestion } from "./did-you-mean.ts";
export { INTERNAL_ERROR_EXIT, InternalError, invariant, unreachable } from "./internal-error.ts";
export { systemProblem } from "./system-problem.ts";
export {
  formatProblem,
  type Place,
  type Problem,
  throwIfAny,
  USER_ERROR_EXIT,
  UserError,
} from "./user-error.ts";
