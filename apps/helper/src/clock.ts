import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Milliseconds since the machine started, sleep included (CLOCK_BOOTTIME, from /proc/uptime, which has a hundredth of
 * a second). The wall clock may jump; a deadline must not.
 */
export function bootTime(): number {
  return Math.round(Number.parseFloat(readFileSync('/proc/uptime', 'utf8')) * 1000);
}

/** Milliseconds since 1970, for people to read. */
export function wallTime(): number {
  return Date.now();
}

/** Which start of which machine this is. A boot time means something only together with it. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Which network namespace this process is in; the rules belong to it and end with it. */
export function networkNamespace(): string {
  return readlinkSync('/proc/self/ns/net');
}

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot at which it started. */
  readonly startedAt: string;
}

/** Who has this process number now, if anyone. */
export function identify(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; the fields after its last one are plain numbers.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startedAt] = [fields[0], fields[19]];
    return startedAt === undefined || state === 'Z' || state === 'X' ? null : { pid, startedAt };
  } catch {
    return null;
  }
}

/** Whether that very process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** Waits. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
