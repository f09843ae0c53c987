import { executeSql } from '../../../packages/core/test/services.ts';

/** Fills the leaderboard with so many models, by one statement: perplexities 10 to 60, one in three traced and derived. */
export async function fillLeaderboard(connectionString: string, rows: number): Promise<void> {
  const id = `('01800000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  await executeSql(
    connectionString,
    `insert into evaluations (id, request, model, status, attempt, created_at, queued_at, started_at, finished_at)
     select ${id}, jsonb_build_object('model', 'org/model-' || n, 'tasks', '["perplexity"]'::jsonb), 'org/model-' || n, 'succeeded', 1, t, t, t, t
     from (select n, now() - n * interval '1 minute' as t from generate_series(1, ${rows}) as n) as made`,
  );
  await executeSql(
    connectionString,
    `insert into leaderboard (evaluation_id, model, commit, weight_type, base, verdict, bits_per_byte, architecture, parameters, dtype, license, metrics, sources, submitted_at, finished_at)
     select ${id}, 'org/model-' || n, md5(n::text), case n % 7 when 0 then 'adapter' else 'original' end,
       case n % 3 when 0 then 'openai-community/gpt2' end, case n % 3 when 0 then 'derived' end, 1 + (n % 100) / 100.0, case n % 2 when 0 then 'gpt2' else 'llama' end,
       n * 10000000::bigint, case n % 2 when 0 then 'F32' else 'BF16' end, case n % 5 when 0 then 'mit' when 1 then 'apache-2.0' end,
       jsonb_build_object('perplexity', 10 + n * 50.0 / ${rows}) || case n % 3 when 0 then jsonb_build_object('trace', -n) else '{}'::jsonb end,
       '{}'::jsonb, now() - n * interval '1 minute', now() - n * interval '1 minute'
     from generate_series(1, ${rows}) as n`,
  );
}
