const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `width` cells, filled to `fraction` in eighths of a cell. */
export function bar(fraction: number, width: number): string {
  const filled = Math.round(Math.min(Math.max(fraction, 0), 1) * width * 8);
  const text = '█'.repeat(filled >> 3) + eighths[filled & 7];
  return text + '░'.repeat(width - text.length);
}
