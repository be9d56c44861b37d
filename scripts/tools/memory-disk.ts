import { statfsSync } from "node:fs";

/** Where Linux keeps files in memory. Containers often give it 64 MB only. */
const MEMORY_DISK = "/dev/shm";

/** Bytes that a run of the tests may leave there at once: databases, copies of the project, browser profiles. */
const ROOM_MIN_BYTES = 4 * 1024 ** 3;

/**
 * Puts temporary files into memory where there is room. Every commit of an object, of D1 or of KV waits for the disk, which is
 * half of what the tests wait for, and how long it takes depends on what else the machine does. A `TMPDIR` that is set counts.
 */
export function keepTemporaryFilesInMemory(env: NodeJS.ProcessEnv = process.env): void {
  if (env.TMPDIR === undefined && roomIn(MEMORY_DISK) >= ROOM_MIN_BYTES) env.TMPDIR = MEMORY_DISK;
}

function roomIn(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return 0; // Not on this system.
  }
}
