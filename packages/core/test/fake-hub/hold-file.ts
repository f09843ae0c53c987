/** For tests with a second process: opens one file of a model of a fake Hub, says so, and holds it until it is killed. */
import { openModel } from '../../src/hub/index.ts';

const [endpoint, cacheDir, cacheMaxBytes, id, path] = process.argv.slice(2);
const source = await openModel(id, {
  roots: [],
  cacheDir,
  cacheMaxBytes: Number(cacheMaxBytes),
  hubEndpoint: endpoint,
});
await source.open(path);
process.send?.('open');
// An open channel to the parent keeps the process alive; it ends with it.
process.on('message', () => undefined);
process.on('disconnect', () => process.exit());
