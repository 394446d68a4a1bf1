/**
 * The tables of a study, in SQL that SQLite and PostgreSQL share. Times are milliseconds since 1970. Whoever holds the database learns
 * no recruiter's name, token or code from it: only keyed hashes are kept.
 */
export const TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS study (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    digest TEXT NOT NULL,
    secret TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paused', 'closed'))
  )`,
  // A session is a person's only one: "person" is the keyed hash of what the recruiter calls them.
  `CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE,
    withdrawal TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('running', 'complete')),
    simulated BIGINT NOT NULL CHECK (simulated IN (0, 1)),
    consent TEXT NOT NULL,
    plan TEXT NOT NULL,
    screen TEXT,
    code TEXT,
    begun BIGINT NOT NULL,
    seen BIGINT NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS answers (
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL CHECK (seq >= 0),
    body TEXT NOT NULL,
    PRIMARY KEY (session, seq)
  )`,
  // What a closed loop chose for an open place: once, and nothing twice in a session.
  `CREATE TABLE IF NOT EXISTS choices (
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL CHECK (seq >= 0),
    item TEXT NOT NULL,
    PRIMARY KEY (session, seq),
    UNIQUE (session, item)
  )`,
  // What is left of a person who withdrew: that there was one, and by which artifacts can be told that held them.
  `CREATE TABLE IF NOT EXISTS withdrawals (
    session_digest TEXT PRIMARY KEY
  )`,
];
