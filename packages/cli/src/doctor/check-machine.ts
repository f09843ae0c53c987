import { execFile } from 'node:child_process';
import { access, constants, mkdir, readdir, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, tmpdir, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { CliConfig } from '../config.ts';
import { type Check, reasonOf } from './check.ts';
import { formatBytes } from './format-bytes.ts';

const oldestNode = 24;

export async function checkMachine(config: CliConfig): Promise<Check[]> {
  const version = Number(process.versions.node.split('.')[0]);
  return [
    {
      name: 'Node.js',
      ...(version >= oldestNode
        ? { status: 'ok', found: process.version }
        : { status: 'failed', found: process.version, fix: `Install Node.js ${oldestNode} or newer` }),
    },
    {
      name: 'processor',
      status: 'ok',
      found: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`,
    },
    { name: 'memory', status: 'ok', found: `${formatBytes(freemem())} free of ${formatBytes(totalmem())}` },
    await checkFolder('model cache', config.models.cacheDir, 'CACHE_DIR'),
    await checkFolder('hidden states beyond memory', config.memory.spillDir ?? tmpdir(), 'SPILL_DIR'),
    await checkAdapters(config.vulkanDriver),
  ];
}

async function checkFolder(name: string, folder: string, variable: string): Promise<Check> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    return { name, status: 'ok', found: `${folder}, ${formatBytes(bavail * bsize)} free` };
  } catch (caught) {
    return { name, status: 'failed', found: reasonOf(caught), fix: `Set ${variable} to a folder that can be written` };
  }
}

/** What NVIDIA's tool lists, and the Vulkan drivers that are installed. */
async function checkAdapters(named: string | undefined): Promise<Check> {
  const cards = await promisify(execFile)('nvidia-smi', ['-L'], { timeout: 5_000 }).then(
    ({ stdout }) => stdout.trim().split('\n'),
    () => [],
  );
  const folders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];
  const listed = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  const drivers = named === undefined ? listed.flat() : [named];
  const found = [...cards, ...drivers.map((driver) => `Vulkan driver ${driver}`)];
  return found.length > 0
    ? { name: 'GPU', status: 'ok', found: found.join('; ') }
    : { name: 'GPU', status: 'absent', found: 'none seen (nvidia-smi, Vulkan drivers)' };
}
