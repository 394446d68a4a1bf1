import { UserError } from "@limen/errors";
import Libsql from "libsql";
import type { z } from "zod";
import { type Database, type Statements, StorageFullError, type Value } from "./database.ts";

/**
 * Writes the log to the disk before a commit returns (FULL), and reads go on while it writes (WAL). What is deleted is overwritten
 * with zeros (secure_delete), not only forgotten.
 */
const DURABLE =
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON";

/** Opens the file, which is made where it is not there. Throws a UserError when it is no database or in use. */
export function openLibsql(file: string): Database {
  return new LibsqlDatabase(connect(file));
}

function connect(file: string): Libsql.Database {
  try {
    const connection = new Libsql(file);
    connection.exec(DURABLE);
    return connection;
  } catch (error) {
    throw new UserError({
      message: `cannot be opened as a database: ${(error as Error).message}`,
      place: { file },
      hint: "name a new file in a folder that you may write to, or one that limen collect made",
    });
  }
}

/** One connection, one statement or transaction at a time: within a transaction nothing of another is seen. */
class LibsqlDatabase implements Database {
  readonly #connection: Libsql.Database;
  readonly #statements: Statements;
  /** Ends when all before it has ended. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: Libsql.Database) {
    this.#connection = connection;
    this.#statements = statementsOf(connection);
  }

  all<T>(row: z.ZodType<T>, sql: string, values?: readonly Value[]): Promise<T[]> {
    return this.#inTurn(() => this.#statements.all(row, sql, values));
  }

  run(sql: string, values?: readonly Value[]): Promise<number> {
    return this.#inTurn(() => this.#statements.run(sql, values));
  }

  transaction<T>(work: (within: Statements) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      this.#connection.exec("BEGIN IMMEDIATE");
      try {
        const result = await work(this.#statements);
        orFull(() => this.#connection.exec("COMMIT"));
        return result;
      } catch (error) {
        // SQLite has rolled back by itself after some errors, a full disk among them.
        if (this.#connection.inTransaction) this.#connection.exec("ROLLBACK");
        throw error;
      }
    });
  }

  /** The log still holds pages as they were before: it is written into the file and emptied. */
  erase(): Promise<void> {
    return this.#inTurn(async () => {
      this.#connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
    });
  }

  check(): Promise<string[]> {
    return this.#inTurn(async () => {
      const rows = this.#connection.prepare("PRAGMA integrity_check").all() as { integrity_check: string }[];
      return rows.map((row) => row.integrity_check).filter((line) => line !== "ok");
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#connection.close();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

function statementsOf(connection: Libsql.Database): Statements {
  const prepared = new Map<string, Libsql.Statement>();
  const prepare = (sql: string) => {
    const known = prepared.get(sql) ?? connection.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  return {
    all: async (row, sql, values = []) =>
      orFull(() =>
        prepare(sql)
          .all(...values)
          .map((found) => row.parse(found)),
      ),
    run: async (sql, values = []) => orFull(() => prepare(sql).run(...values).changes),
  };
}

function orFull<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    if (code === "SQLITE_FULL" || code?.startsWith("SQLITE_IOERR")) throw new StorageFullError(message);
    throw error;
  }
}
