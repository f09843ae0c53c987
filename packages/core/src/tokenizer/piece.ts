/** A part of a text on its way to tokens. */
export interface Piece {
  readonly text: string;
  /** Whether it begins where the whole text begins: some tokenizers put a space there only. */
  readonly first: boolean;
}

/** Pieces of `piece`, given the parts its text falls into, in order. Empty parts vanish. */
export function piecesOf(piece: Piece, parts: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let first = piece.first;
  for (const text of parts) {
    if (text === '') continue;
    pieces.push({ text, first });
    first = false;
  }
  return pieces;
}
