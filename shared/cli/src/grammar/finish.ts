/** Takes the exit status of a command's work, which is loaded only when the command is called. */
export type Finish = (work: () => Promise<number>) => Promise<void>;
