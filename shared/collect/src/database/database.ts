import type { z } from "zod";

export type Value = string | number | null;

/** Statements of one connection. `?` stands for each value in order: nothing that came from outside is ever part of the SQL. */
export interface Statements {
  /** Rows of a query, checked. */
  all<T>(row: z.ZodType<T>, sql: string, values?: readonly Value[]): Promise<T[]>;
  /** Number of rows that were inserted, changed or deleted. */
  run(sql: string, values?: readonly Value[]): Promise<number>;
}

/**
 * Where answers are kept. What a promise here has acknowledged outlives a crash of the process and of the machine. SQL is what
 * SQLite and PostgreSQL have in common.
 */
export interface Database extends Statements {
  /** All of the work or nothing; when it rejects, nothing. */
  transaction<T>(work: (within: Statements) => Promise<T>): Promise<T>;
  /** Takes the bytes of what was deleted out of the database's own files, as far as the database can. */
  erase(): Promise<void>;
  /** Problems that the database finds in its own files; empty when it is sound. */
  check(): Promise<string[]>;
  close(): Promise<void>;
}

/** No room on the disk: nothing of the statement, or of its transaction, was written. */
export class StorageFullError extends Error {
  override readonly name = "StorageFullError";
}
