import { createServer } from 'node:net';

/**
 * The first free TCP port from `first` on; 0: any. Another process may take it before it is used, so whoever listens on it
 * must still be ready to fail.
 */
export async function freePort({
  first = 0,
  host = '127.0.0.1',
}: {
  first?: number;
  host?: string;
} = {}): Promise<number> {
  const last = first === 0 ? 0 : Math.min(first + 100, 65_535);
  for (let port = first; port <= last; port += 1) {
    const got = await tryPort(port, host);
    if (got !== null) return got;
  }
  throw new Error(`No free port from ${first} to ${last} on ${host}`);
}

function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? done(null) : failed(error),
    );
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
