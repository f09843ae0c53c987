import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lock or a lease. `machine` tells in whose table of processes `pid` is to be looked up. */
export interface ProcessIdentity {
  machine: string;
  pid: number;
}

/** On Linux the boot and the pid namespace, since containers on one machine may share a cache but not their process ids. */
export function currentProcess(): ProcessIdentity {
  return { machine: machineIdentity(), pid: process.pid };
}

/** true or false where this process can tell; null for a process of another machine or container. */
export function isProcessAlive(identity: ProcessIdentity): boolean | null {
  if (identity.machine !== machineIdentity()) return null;
  try {
    process.kill(identity.pid, 0);
    return true;
  } catch (caught) {
    // EPERM: it is there, of another user.
    return (caught as NodeJS.ErrnoException).code === 'EPERM';
  }
}

let machine: string | undefined;
function machineIdentity(): string {
  machine ??= readMachineIdentity();
  return machine;
}

function readMachineIdentity(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch (caught) {
    if (['ENOENT', 'EACCES', 'EPERM'].includes((caught as NodeJS.ErrnoException).code ?? '')) return hostname();
    throw caught;
  }
}

export function parseProcessIdentity(value: unknown): ProcessIdentity | null {
  if (typeof value !== 'object' || value === null) return null;
  const { machine, pid } = value as Partial<ProcessIdentity>;
  return typeof machine === 'string' && Number.isSafeInteger(pid) && pid! > 0 ? { machine, pid: pid! } : null;
}
