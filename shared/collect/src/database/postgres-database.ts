import { UserError } from "@limen/errors";
import pg from "pg";
import type { z } from "zod";
import { type Database, type Statements, StorageFullError, type Value } from "./database.ts";

const CONNECTIONS = 8;
/** Type number of BIGINT, which pg gives as text because it may be larger than a number can hold. Ours never are. */
const BIGINT = 20;
/** Conditions of PostgreSQL: disk full, and insufficient resources of other kinds. */
const FULL = ["53100", "53000"];

/** Connects to a server by its postgres:// address. Throws a UserError when there is no answer. */
export async function openPostgres(url: string): Promise<Database> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(BIGINT, Number);
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, types });
  // A connection that breaks while nobody uses it is replaced at the next statement, which fails if it must.
  pool.on("error", () => {});
  try {
    await pool.query("SELECT 1");
  } catch (error) {
    await pool.end();
    throw new UserError({
      message: `PostgreSQL does not answer: ${(error as Error).message}`,
      place: { field: "--database" },
      hint: "give postgres://USER@HOST:PORT/NAME of a server that runs; the password is read from $PGPASSWORD or ~/.pgpass",
    });
  }
  return new PostgresDatabase(pool);
}

class PostgresDatabase implements Database {
  readonly #pool: pg.Pool;
  readonly #statements: Statements;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#statements = statementsOf(pool);
  }

  all<T>(row: z.ZodType<T>, sql: string, values?: readonly Value[]): Promise<T[]> {
    return this.#statements.all(row, sql, values);
  }

  run(sql: string, values?: readonly Value[]): Promise<number> {
    return this.#statements.run(sql, values);
  }

  async transaction<T>(work: (within: Statements) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("BEGIN");
      const result = await work(statementsOf(client));
      await orFull(() => client.query("COMMIT"));
      return result;
    } catch (error) {
      // A connection that cannot even roll back is thrown away, and with it the transaction.
      await client.query("ROLLBACK").catch((failed: Error) => {
        broken = failed;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Deleted rows stand in the tables until they are vacuumed; in the server's log and backups they are for its keeper to let go. */
  async erase(): Promise<void> {
    await this.#pool.query("VACUUM sessions, answers, choices");
  }

  /** PostgreSQL checks pages as it reads them (where its checksums are on) and has no command for all. */
  check(): Promise<string[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}

function statementsOf(target: Pick<pg.Pool, "query">): Statements {
  const query = (sql: string, values: readonly Value[]) =>
    orFull(() => target.query<Record<string, unknown>>(numbered(sql), [...values]));
  return {
    all: async (row, sql, values = []) => (await query(sql, values)).rows.map((found) => row.parse(found)),
    run: async (sql, values = []) => (await query(sql, values)).rowCount ?? 0,
  };
}

/** PostgreSQL counts its places: $1, $2, … Our SQL has no question marks in texts. */
function numbered(sql: string): string {
  let place = 0;
  return sql.replaceAll("?", () => `$${++place}`);
}

async function orFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    if (code !== undefined && FULL.includes(code)) throw new StorageFullError(message);
    throw error;
  }
}
