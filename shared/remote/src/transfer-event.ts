/** How far a push or a pull is; renderers make something of it. */
export interface TransferEvent {
  readonly doneFiles: number;
  readonly files: number;
  readonly doneBytes: number;
  readonly bytes: number;
}

export type OnTransfer = (event: TransferEvent) => void;

/** Counts files and bytes as they are done. */
export class TransferCount {
  readonly #onTransfer: OnTransfer;
  #event: TransferEvent;

  constructor(sizes: readonly number[], onTransfer: OnTransfer) {
    this.#onTransfer = onTransfer;
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    this.#event = { doneFiles: 0, files: sizes.length, doneBytes: 0, bytes };
    onTransfer(this.#event);
  }

  done(bytes: number): void {
    const { doneFiles, doneBytes } = this.#event;
    this.#event = { ...this.#event, doneFiles: doneFiles + 1, doneBytes: doneBytes + bytes };
    this.#onTransfer(this.#event);
  }
}
