export type CsvCell = string | number | null;

/** A spreadsheet takes a cell that begins so as a formula. https://owasp.org/www-community/attacks/CSV_Injection */
const startsFormula = /^[=+\-@\t\r]/;

/**
 * One record of RFC 4180: CRLF at the end, quotes where needed, null as an empty field. Text that a spreadsheet would
 * run is prefixed with an apostrophe; numbers are numbers, and stay.
 */
export function csvRecord(cells: readonly CsvCell[]): string {
  return `${cells.map(csvField).join(',')}\r\n`;
}

function csvField(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = startsFormula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) || text !== cell ? `"${text.replaceAll('"', '""')}"` : text;
}
