import { Redis } from 'ioredis';
import { executeSql } from './services.ts';

/** Every row of every table, queue and all. */
export async function dumpDatabase(databaseUrl: string): Promise<string> {
  const { rows } = await executeSql(
    databaseUrl,
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const tables = await Promise.all(
    rows.map(async ({ name }) => {
      const table = await executeSql(databaseUrl, `select to_jsonb(each)::text as row from ${name} as each`);
      return `${name}\n${table.rows.map(({ row }) => row).join('\n')}`;
    }),
  );
  return tables.join('\n');
}

/** Every key of an installation, with its value. */
export async function dumpRedis(url: string, prefix: string): Promise<string> {
  const client = new Redis(url);
  try {
    const values: string[] = [];
    for (const key of await client.keys(`${prefix}:*`)) {
      const value = {
        string: 'GET',
        hash: 'HGETALL',
        stream: 'XRANGE',
        list: 'LRANGE',
        zset: 'ZRANGE',
        set: 'SMEMBERS',
      };
      const type = (await client.type(key)) as keyof typeof value;
      const range = { XRANGE: ['-', '+'], LRANGE: ['0', '-1'], ZRANGE: ['0', '-1'] }[value[type]] ?? [];
      values.push(`${key} ${JSON.stringify(await client.call(value[type], key, ...range))}`);
    }
    if (values.length === 0) throw new Error(`Redis has no key of ${prefix}`);
    return values.join('\n');
  } finally {
    client.disconnect();
  }
}
