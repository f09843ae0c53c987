import type { Output } from '../terminal/output.ts';
import { wrap } from './wrap.ts';

const maxWidth = 110;

/** Small print under a heading, indented and broken at the width of the terminal. */
export const paragraph = (words: string, output: Output): string =>
  output.style('dim', wrap(words, { indent: '  ', width: Math.min(output.columns, maxWidth) }));

export const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');

export const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
