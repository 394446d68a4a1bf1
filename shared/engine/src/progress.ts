/** A step of the engine's installation, told as it happens. */
export interface EngineEvent {
  readonly phase: "wait" | "download" | "verify" | "unpack" | "compile" | "done";
  readonly message: string;
  /** Share of the phase that is done, 0 to 1, where it is known. */
  readonly fraction?: number;
}

export type OnEngineEvent = (event: EngineEvent) => void;
