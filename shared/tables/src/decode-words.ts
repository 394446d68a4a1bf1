import { type Data, DataType, type Dictionary, type Utf8, type Vector } from "apache-arrow";
import { NO_WORD } from "./columns.ts";
import type { WordList } from "./word-list.ts";

/** Numbers of a text column's cells, words that are new joining the list in the order of the rows. */
export function decodeWords(column: Vector, words: WordList): Int32Array {
  const codes = new Int32Array(column.length);
  let start = 0;
  for (const data of column.data) {
    const own = codes.subarray(start, start + data.length);
    start += data.length;
    if (DataType.isDictionary(data.type)) decodeDictionary(data as Data<Dictionary>, words, own);
    else if (DataType.isUtf8(data.type)) decodeUtf8(data as Data<Utf8>, words, own);
    else return decodeAny(column, words, codes);
  }
  return codes;
}

function decodeUtf8(data: Data<Utf8>, words: WordList, codes: Int32Array): void {
  const { values, valueOffsets } = data;
  const hasNulls = data.nullCount > 0;
  let last = NO_WORD;
  for (let i = 0; i < codes.length; i++) {
    if (hasNulls && !data.getValid(i)) {
      codes[i] = NO_WORD;
      continue;
    }
    const start = valueOffsets[i]!;
    const end = valueOffsets[i + 1]!;
    // Cells often repeat the one before: a participant's trials stand together.
    if (last === NO_WORD || !words.isWord(last, values, start, end))
      last = words.numberOfBytes(values, start, end);
    codes[i] = last;
  }
}

function decodeDictionary(data: Data<Dictionary>, words: WordList, codes: Int32Array): void {
  const own = data.dictionary as Vector<Utf8>;
  const unread = -2;
  const numbers = new Int32Array(own.length).fill(unread);
  const hasNulls = data.nullCount > 0;
  for (let i = 0; i < codes.length; i++) {
    if (hasNulls && !data.getValid(i)) {
      codes[i] = NO_WORD;
      continue;
    }
    const key = Number(data.values[i]);
    if (numbers[key] === unread) {
      const word = own.get(key);
      numbers[key] = word === null ? NO_WORD : words.number(word);
    }
    codes[i] = numbers[key]!;
  }
}

/** Large text and text views, which other tools write. */
function decodeAny(column: Vector, words: WordList, codes: Int32Array): Int32Array {
  for (let i = 0; i < codes.length; i++) {
    const word = column.get(i) as string | null;
    codes[i] = word === null ? NO_WORD : words.number(word);
  }
  return codes;
}
