/** The least that such a route can do: validate nothing, insert one row, add one job. Arguments: port, database, Redis. */
import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import fastify from 'fastify';
import pg from 'pg';

const [port, databaseUrl, redisUrl] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await pool.query('create table if not exists bare (id uuid primary key, request jsonb not null, status text not null)');
const queue = new Queue('bare', { connection: { url: redisUrl }, prefix: 'bare' });
const app = fastify();
app.get('/', async () => ({}));
app.post('/', async (request, reply) => {
  const id = randomUUID();
  await pool.query({
    ...{ name: 'insert', text: `insert into bare (id, request, status) values ($1, $2, 'queued')` },
    values: [id, JSON.stringify(request.body)],
  });
  await queue.add('evaluate', {}, { jobId: id, removeOnComplete: true, removeOnFail: true });
  return reply.code(202).send({ id, status: 'queued' });
});
await app.listen({ port: Number(port), host: '127.0.0.1' });
process.once('SIGTERM', () => process.exit(0));
