/** Words repeat: their tokens are kept, up to a number of words and only of short ones. */
export function wordCache(tokenize: (word: string, ids: number[]) => void): (word: string, ids: number[]) => void {
  const maxWords = 50_000;
  const maxLength = 256;
  const known = new Map<string, readonly number[]>();
  return (word, ids) => {
    if (word.length > maxLength) return tokenize(word, ids);
    let tokens = known.get(word);
    if (tokens === undefined) {
      const fresh: number[] = [];
      tokenize(word, fresh);
      tokens = fresh;
      if (known.size >= maxWords) known.clear();
      known.set(word, tokens);
    }
    for (const id of tokens) ids.push(id);
  };
}
