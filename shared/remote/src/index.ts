export type { Fault } from "./fault.ts";
export { faultText, fetchRunFrom } from "./fetch-run.ts";
export { openRemote, parseRemote, type RemoteAddress } from "./open-remote.ts";
export { type Pulled, type PullOptions, planThrough, pull } from "./pull.ts";
export { type Pushed, type PushOptions, push } from "./push.ts";
export type { Remote } from "./remote.ts";
export type { OnTransfer, TransferEvent } from "./transfer-event.ts";
