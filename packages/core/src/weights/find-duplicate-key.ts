const quote = 0x22;
const backslash = 0x5c;

/**
 * The first key that occurs twice in one object of a JSON text, or null. JSON.parse keeps the last of them without a word,
 * so two readers could see different tensors under one name.
 * @param json  must have passed JSON.parse: the scan relies on its grammar
 * O(length); keys are compared unescaped.
 */
export function findDuplicateKey(json: string): string | null {
  // One entry per open bracket: the keys of an object, null for an array.
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let i = 0; i < json.length; i++) {
    switch (json[i]) {
      case '{':
        open.push(new Set());
        expectsKey = true;
        break;
      case '[':
        open.push(null);
        expectsKey = false;
        break;
      case '}':
      case ']':
        open.pop();
        expectsKey = false;
        break;
      case ',':
        expectsKey = open.at(-1) != null;
        break;
      case '"': {
        const end = endOfString(json, i);
        if (expectsKey) {
          const text = json.slice(i + 1, end);
          const key: string = text.includes('\\') ? JSON.parse(json.slice(i, end + 1)) : text;
          const keys = open.at(-1)!;
          if (keys.has(key)) return key;
          keys.add(key);
          expectsKey = false;
        }
        i = end;
        break;
      }
    }
  }
  return null;
}

/** Index of the quote that closes the string opened at `start`. */
function endOfString(json: string, start: number): number {
  for (let i = start + 1; ; i++) {
    const code = json.charCodeAt(i);
    if (code === quote || Number.isNaN(code)) return i;
    if (code === backslash) i++;
  }
}
