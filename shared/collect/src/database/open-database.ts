import type { Database } from "./database.ts";
import { TABLES } from "./tables.ts";

const POSTGRES = /^postgres(ql)?:\/\//;

/** A file (libsql) or a server (postgres://…), with the tables of a study, which are made where they are not there. */
export async function openDatabase(where: string): Promise<Database> {
  const database = await connect(where);
  for (const statement of TABLES) await database.run(statement);
  return database;
}

/** Each kind is loaded when it is wanted. */
async function connect(where: string): Promise<Database> {
  if (POSTGRES.test(where)) return (await import("./postgres-database.ts")).openPostgres(where);
  return (await import("./libsql-database.ts")).openLibsql(where);
}
