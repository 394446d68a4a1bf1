import { basename, dirname } from "node:path";

/**
 * Names that lead out of a folder, or that some file system takes for something else, by kind. `outside` is a file beside that folder:
 * whoever follows one of these names reads or writes it, or something that is not there.
 */
export function hostileNames(outside: string): readonly (readonly [kind: string, name: string])[] {
  const file = basename(outside);
  const above = basename(dirname(outside));
  return [
    ["absolute", outside],
    ["up", `../${file}`],
    ["up within", `a/../../${file}`],
    ["up and down", `../../${above}/${file}`],
    ["up without an end", `${"../".repeat(40)}${outside.slice(1)}`],
    ["from here up", `./../${file}`],
    ["doubled slashes", `..//${file}`],
    ["address of a file", `file://${outside}`],
    ["home", `~/../..${outside}`],
    ["variable", `$PWD/../${file}`],
    ["percent-encoded", `..%2f${file}`],
    ["percent-encoded twice", `..%252f${file}`],
    ["too long for UTF-8", `..%c0%af${file}`],
    ["other full stop", `․․/${file}`],
    ["fullwidth solidus", `..／${file}`],
    ["backslash", `..\\${file}`],
    ["drive", `C:${file}`],
    ["share", `\\\\localhost\\share\\${file}`],
    ["NUL", "a\0b"],
    ["NUL after the way out", `../${file}\0.png`],
    ["newline", "a\nb"],
    ["carriage return", "a\rb"],
    ["right-to-left override", "gnp.‮exe"],
    ["folder", "a/b"],
    ["folder at the end", "a/"],
    ["dot", "."],
    ["dots", ".."],
    ["empty", ""],
    ["blank", " "],
    ["blank at the end", "a "],
    ["dot at the end", "a."],
    ["hidden", ".git"],
    ["stream", "a:b"],
    ["option", "-rf"],
    ["wildcard", "*"],
    ["prototype", "__proto__"],
    ["device file", "/dev/null"],
    ["endless device file", "/dev/zero"],
    ["process", "/proc/self/environ"],
    ["reserved name", "NUL"],
    ["reserved name with an ending", "con.json"],
    ["too long", "x".repeat(300)],
  ];
}
