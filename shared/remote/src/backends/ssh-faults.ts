import { UserError } from "@limen/errors";
import { PassingFault } from "../retry.ts";

interface Fault {
  readonly says: RegExp;
  readonly message: string;
  readonly hint: string;
  /** May be over in a moment. */
  readonly passes?: boolean;
}

const AGAIN = "give the same command again: it goes on";

/** What ssh and sftp write to standard error, the first that fits. */
const FAULTS: readonly Fault[] = [
  {
    says: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    message: "its host key is not the one that is known",
    hint: "ask who runs it whether the key was changed; ssh-keygen -R HOST forgets the old one",
  },
  {
    says: /Host key verification failed|host key is known for/,
    message: "its host key is not known here yet",
    hint: "connect once by hand (ssh HOST), compare the key and accept it",
  },
  {
    says: /Permission denied \(|Too many authentication failures/,
    message: "it refuses this user",
    hint: "try ssh HOST by hand: a key that it accepts must be in ~/.ssh or in ssh-agent (nothing is asked for here)",
  },
  {
    says: /subsystem request failed/i,
    message: "it offers no file transfer (sftp)",
    hint: "ask who runs it to enable the sftp subsystem",
  },
  {
    says: /Could not resolve hostname|Connection refused|timed out|No route to host|Network is unreachable/,
    message: "it cannot be reached",
    hint: `look after the address and the network, then ${AGAIN}`,
    passes: true,
  },
  {
    says: /\bwrite local\b|local ".*": /,
    message: "what came could not be written here",
    hint: "look after the room on this machine's disk (df)",
  },
  {
    says: /No space left|Disk quota|quota exceeded/i,
    message: "its disk is full",
    hint: `free some room there, then ${AGAIN}`,
  },
  {
    says: /Permission denied/,
    message: "this user may not read or write there",
    hint: "give the user the right to the folder, or name another",
  },
  {
    says: /No such file or directory|not found/,
    message: "there is no such folder",
    hint: "make the folder that is to hold the results' folder",
  },
  {
    // All that the protocol says of a disk that is full.
    says: /write.*Failure|: Failure/,
    message: "it could not write (a full disk, a quota, or a file in the way)",
    hint: `look after the room there (df, quota), then ${AGAIN}`,
  },
  {
    says: /Connection (closed|reset)|Broken pipe|kex_exchange|Session open refused|closed by remote host/,
    message: "the connection broke",
    hint: `look after the network, then ${AGAIN}`,
    passes: true,
  },
];

/** What went wrong, as the user's problem; a PassingFault where another try can help. */
export function explainSsh(name: string, stderr: string): Error {
  const said = lastLines(stderr);
  const fault = FAULTS.find(({ says }) => says.test(stderr));
  const because = said === "" ? "" : `\n${said}`;
  if (fault === undefined) {
    return new UserError({
      message: `${name}: ssh failed${because}`,
      hint: "try ssh and sftp to that host by hand",
    });
  }
  const told = new UserError({ message: `${name}: ${fault.message}${because}`, hint: fault.hint });
  return fault.passes ? new PassingFault(told) : told;
}

export function noSsh(program: string): UserError {
  return new UserError({
    message: `there is no ${program} on this machine`,
    hint: "install OpenSSH's client (Debian: openssh-client)",
  });
}

/** Its warnings are no news when something else failed. */
function lastLines(stderr: string): string {
  return stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(Warning: Permanently added|sftp>)/.test(line))
    .slice(-4)
    .map((line) => `  ${line}`)
    .join("\n");
}
