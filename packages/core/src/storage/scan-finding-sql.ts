import { getTableColumns } from 'drizzle-orm';
import { scanFindings } from './schema/index.ts';

/** Columns as statements name them. */
export const columns = Object.values(getTableColumns(scanFindings)).map(({ name }) => `"${name}"`);
/** Whether two rows are of one model, at one commit and with the same weights. */
export const sameModel = (a: string, b: string) => `
  ${a}.model = ${b}.model and ${a}.commit is not distinct from ${b}.commit
    and ${a}.weight_type = ${b}.weight_type and ${a}.weights_base is not distinct from ${b}.weights_base`;
/** Whether, besides, both are of one base at one commit. */
export const samePair = (a: string, b: string) => `
  ${a}.base = ${b}.base and ${a}.base_commit is not distinct from ${b}.base_commit and ${sameModel(a, b)}`;
