/** For tests with many processes: reads files of a model of a fake Hub one after another, and ends with 1 if one is wrong. */
import { openModel } from '../../src/hub/index.ts';

const [endpoint, cacheDir, cacheMaxBytes, id, ...paths] = process.argv.slice(2);
const source = await openModel(id, {
  roots: [],
  cacheDir,
  cacheMaxBytes: Number(cacheMaxBytes),
  hubEndpoint: endpoint,
});
for (const path of paths) {
  const file = await source.open(path);
  const bytes = Buffer.alloc(file.sizeBytes);
  await file.read(bytes, 0);
  // Each file holds nothing but the first letter of its name.
  if (!bytes.equals(Buffer.alloc(file.sizeBytes, path[0]))) throw new Error(`${path} is wrong`);
  await file.close();
}
process.disconnect();
