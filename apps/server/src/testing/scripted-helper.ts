import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { canonicalText, parseSave } from '@sluice/iptables';
import { planChange, planSets } from '@sluice/draft';
import type { Family } from '@sluice/netfilter';
import {
  createFrameReader,
  encodeFrame,
  type ChangeStatus,
  type FamilyPlan,
  type FamilyTarget,
  type HelperCalls,
  type SetsPlan,
  type SetsTarget,
  type HelperEvent,
  type HelperFailure,
  type HelperRequest,
} from '@sluice/protocol/helper';

/*
 * A helper without a kernel for tests of what the server does when a host misbehaves, and of all that does not
 * need a kernel. Journeys against real rules are tested with the real helper.
 */

/** How a test moves the host behind the socket. */
export interface ScriptedHelper {
  readonly socket: string;
  /** The rules that the host holds. */
  text(family: Family): string;
  /** Changes them behind the server's back, and says so to who watches. */
  setText(family: Family, text: string): void;
  /** What the server asked, in order. */
  readonly asked: readonly HelperRequest[];
  /** What ipset would print. */
  sets: string;
  /** Answers the next request of this verb with a failure, or with silence, instead. */
  failNext(verb: HelperRequest['verb'], failure: HelperFailure | 'silence' | 'hangUp' | 'nonsense'): void;
  push(event: HelperEvent): void;
  /** Keeps the pending change, as somebody else who asked the helper would. */
  confirm(): void;
  /** What a roll back leaves, where others added something meanwhile. */
  undoTo(text: string): void;
  /** Ends the pending change as its deadline would. */
  passDeadline(): void;
  readonly pending: ChangeStatus | null;
  hangUp(): void;
  close(): Promise<void>;
}

class Script implements ScriptedHelper {
  readonly socket: string;
  readonly asked: HelperRequest[] = [];
  /** What ipset would print. */
  sets = '';
  pending: ChangeStatus | null = null;
  readonly #texts: Map<Family, string>;
  readonly #server = createServer((socket) => this.#serve(socket));
  readonly #sockets = new Set<Socket>();
  readonly #watching = new Set<Socket>();
  readonly #failures = new Map<string, (HelperFailure | 'silence' | 'hangUp' | 'nonsense')[]>();
  #last: ChangeStatus | null = null;
  #before = new Map<Family, string>();
  #changes = 0;

  constructor(socket: string, texts: Readonly<Partial<Record<Family, string>>>) {
    this.socket = socket;
    this.#texts = new Map(Object.entries(texts) as [Family, string][]);
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.socket, resolve));
  }

  text(family: Family): string {
    return this.#texts.get(family) ?? '';
  }

  setText(family: Family, text: string): void {
    this.#texts.set(family, text);
    this.push({ event: 'rules', family, fingerprint: fingerprintOf(text, family) });
  }

  failNext(verb: HelperRequest['verb'], failure: HelperFailure | 'silence' | 'hangUp' | 'nonsense'): void {
    this.#failures.set(verb, [...(this.#failures.get(verb) ?? []), failure]);
  }

  push(event: HelperEvent): void {
    for (const socket of this.#watching) socket.write(encodeFrame(event));
  }

  confirm(): void {
    this.push({ event: 'change', change: this.#end({ state: 'confirmed', reason: 'confirmed' }) });
  }

  undoTo(text: string): void {
    this.#before = new Map([['ipv4', text]]);
  }

  passDeadline(): void {
    this.push({ event: 'change', change: this.#undo('deadline') });
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    const reader = createFrameReader();
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#watching.delete(socket);
    });
    socket.on('data', (bytes: Buffer) => {
      for (const message of reader.push(bytes)) this.#answer(socket, message as HelperRequest);
    });
  }

  #answer(socket: Socket, request: HelperRequest): void {
    this.asked.push(request);
    const failure = this.#failures.get(request.verb)?.shift();
    if (failure === 'silence') return;
    if (failure === 'hangUp') return void socket.destroy();
    if (failure === 'nonsense') return void socket.write(encodeFrame({ id: request.id, ok: true, result: { a: 1 } }));
    const result = failure ?? this.#perform(socket, request);
    const failed = typeof result === 'object' && result !== null && 'code' in result && 'message' in result;
    const { id } = request;
    socket.write(encodeFrame(failed ? { id, ok: false, error: result } : { id, ok: true, result }));
  }

  #perform(socket: Socket, request: HelperRequest): unknown {
    switch (request.verb) {
      case 'read':
        return this.#read();
      case 'sets':
        return { takenAt: 1_700_000_000_000, text: this.sets, encoding: 'utf8' };
      case 'connections':
        return { takenAt: 1_700_000_000_000, cost: 1, text: '', total: 0, most: 100, routes: [] };
      case 'translate':
        return { line: 'add rule ip filter INPUT counter accept' };
      case 'status':
        return { protocol: 1, pid: 1, privileged: false, pending: this.pending, last: this.#last };
      case 'watch':
        if ((request.params as { on: boolean }).on) this.#watching.add(socket);
        else this.#watching.delete(socket);
        return { watching: this.#watching.has(socket) };
      case 'dryRun':
        return {
          plans: this.#plans(targetsOf(request)),
          sets: setsPlanOf(request) && { plan: setsPlanOf(request) },
          problems: [],
          warnings: [],
          took: 1,
        };
      case 'apply':
        return this.#apply(request);
      case 'confirm':
        return this.#ifWaiting(() => this.#end({ state: 'confirmed', reason: 'confirmed' }));
      case 'rollback':
        return this.#ifWaiting(() => this.#undo('asked'));
      case 'extend':
        return this.#ifWaiting(() => this.pending);
      case 'counters':
      case 'resetCounters':
        return { code: 'internal', message: 'not scripted' };
    }
  }

  #read(): unknown {
    const families = [...this.#texts].map(([family, text]) => ({
      family,
      backend: 'nft',
      otherBackendHasRules: false,
      text,
      encoding: 'utf8',
      fingerprint: fingerprintOf(text, family),
      aliens: [],
    }));
    return { takenAt: 1_700_000_000_000, version: 'iptables 1.8.9', families, interfaces: ['lo', 'eth0'] };
  }

  #plans(targets: readonly FamilyTarget[]): readonly FamilyPlan[] {
    return targets.map(({ family, text }) => {
      const plan = planChange(rulesOf(this.text(family), family), rulesOf(text, family));
      const input = plan.ok ? plan.value.input : '';
      return { family, backend: 'nft', input, planHash: createHash('sha256').update(input).digest('hex') };
    });
  }

  #apply(request: HelperRequest): unknown {
    const targets = targetsOf(request);
    const { seconds, sets: wanted } = request.params as HelperCalls['apply']['params'];
    const sets = setsPlanOf(request);
    if (wanted?.planHash !== sets?.planHash) return refused('stalePlan');
    if (this.pending) return refused('pendingChange');
    if (targets.some(({ family, base }) => base !== fingerprintOf(this.text(family), family)))
      return refused('staleBase');
    const plans = this.#plans(targets);
    if (plans.some(({ planHash }, at) => planHash !== targets[at]?.planHash)) return refused('stalePlan');
    this.#before = new Map(this.#texts);
    for (const { family, text } of targets) this.setText(family, text);
    const window = seconds * 1000;
    this.pending = { id: `change-${++this.#changes}`, state: 'applied', remaining: window, window, plans, sets };
    return this.pending;
  }

  /** The helper refuses what comes after the end of a change. */
  #ifWaiting(act: () => unknown): unknown {
    return this.pending ? act() : refused('tooLate');
  }

  #undo(reason: 'asked' | 'deadline'): ChangeStatus {
    for (const [family, text] of this.#before) this.setText(family, text);
    return this.#end({ state: 'rolledBack', reason });
  }

  #end(how: Pick<ChangeStatus, 'state' | 'reason'>): ChangeStatus {
    const { pending } = this;
    if (!pending) throw new Error('nothing is pending');
    this.#last = { ...pending, remaining: 0, ...how };
    this.pending = null;
    return this.#last;
  }
}

function refused(code: HelperFailure['code']): HelperFailure {
  return { code, message: `${code}.`, unchanged: true };
}

function targetsOf(request: HelperRequest): readonly FamilyTarget[] {
  return (request.params as { targets: readonly FamilyTarget[] }).targets;
}

function setsPlanOf(request: HelperRequest): SetsPlan | undefined {
  const { sets } = request.params as { sets?: SetsTarget };
  if (!sets) return undefined;
  const plan = planSets(sets.edits);
  return { ...plan, planHash: createHash('sha256').update(JSON.stringify(plan)).digest('hex') };
}

function rulesOf(text: string, family: Family): ReturnType<typeof parseSave>['ruleset'] {
  return parseSave(text, { family }).ruleset;
}

function fingerprintOf(text: string, family: Family): string {
  return createHash('sha256')
    .update(canonicalText(rulesOf(text, family)))
    .digest('hex');
}

/** Starts a scripted helper at a socket path. */
export async function startScriptedHelper(
  socket: string,
  texts: Readonly<Partial<Record<Family, string>>>,
): Promise<ScriptedHelper> {
  const script = new Script(socket, texts);
  await script.listen();
  return script;
}
