/** Escapes text for XML. */
export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export type Attributes = Record<string, string | number>;

/** One element; `children` are elements already. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(rounded(value)))}"`);
  return children.length === 0
    ? `<${name}${list.join('')}/>`
    : `<${name}${list.join('')}>${children.join('')}</${name}>`;
}

/** A line of text at a point. */
export const label = (text: string, attributes: Attributes) => element('text', attributes, escaped(text));

/** A path through points. */
export function path(points: readonly (readonly [number, number])[], attributes: Attributes): string {
  const d = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`).join('');
  return element('path', { d, ...attributes });
}

/** A tenth of a pixel is enough for eyes, and keeps files small and the same on every machine. */
const rounded = (value: string | number) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value);
