import type { Family } from '@sluice/netfilter';
import type { Host, HostConnections, HostSets, Snapshot } from '@sluice/protocol';
import type {
  ChangeStatus,
  CounterReset,
  CounterSample,
  DryRunReport,
  FamilyTarget,
  RuleAuthor,
  RuleToTranslate,
  SetsTarget,
  Translation,
} from '@sluice/protocol/helper';
import type { Answer } from '../answers.ts';

/** What a host shall hold. */
export interface HostWish {
  readonly targets: readonly FamilyTarget[];
  readonly sets?: SetsTarget | undefined;
}

/** What the rest of the server knows of a host, however it is reached. */
export interface HostService {
  readonly id: string;
  /** The host as pages list it. */
  describe(): Host;
  /** The rules of one family as they are now. */
  snapshot(family: Family): Promise<Answer<Snapshot>>;
  /** The sets of ipset as they are now. */
  sets(): Promise<Answer<HostSets>>;
  /** What the kernel remembers of one family's connections now. */
  connections(family: Family): Promise<Answer<HostConnections>>;
  /** One rule as nftables would say it, by the host's own translator; or why there is no such line. */
  translate(rule: RuleToTranslate): Promise<Answer<Translation>>;
  /** Plans and tries out what would bring the host from its rules to these. */
  dryRun(wish: HostWish): Promise<Answer<DryRunReport>>;
  /** What changes rules; null where there is no kernel to change. */
  readonly changes: ChangePort | null;
  /** Reads counters every second while this is on; otherwise as often as a history of the last hour needs. */
  setWatched(watched: boolean): void;
  /** Tries to reach a host that is down now, instead of a moment later. */
  reconnect(): void;
  close(): void;
}

/** The part of a host that changes rules. */
export interface ChangePort {
  /** The pending change as last told by the host. */
  readonly pending: ChangeStatus | null;
  apply(wish: HostWish, seconds: number): Promise<Answer<ChangeStatus>>;
  confirm(id: string): Promise<Answer<ChangeStatus>>;
  rollback(id: string): Promise<Answer<ChangeStatus>>;
  extend(id: string, seconds: number): Promise<Answer<ChangeStatus>>;
  /** Sets counters to zero; the rules stay. */
  resetCounters(reset: CounterReset): Promise<Answer<CounterSample>>;
  /** The pending and the last change, asked now. */
  status(): Promise<Answer<{ readonly pending: ChangeStatus | null; readonly last: ChangeStatus | null }>>;
  /** Reads the rules again, beginning after this call. */
  refresh(): Promise<Answer<void>>;
  /** Opens (true) or closes this host for changes. */
  setUnlocked(unlocked: boolean): void;
}

/** What hosts tell the server. */
export interface HostListener {
  /** Something in `describe()` changed. */
  hostChanged(host: HostService): void;
  /** The rules of a family are others than before. */
  rulesChanged(host: HostService, snapshot: Snapshot): void;
  /** Who else wrote rules, as the kernel named them; what they made of the rules is told after it. */
  rulesWritten(host: HostService, by: readonly RuleAuthor[]): void;
  sampled(host: HostService, sample: CounterSample): void;
  /** A change began, went on or ended. */
  changeMoved(host: HostService, status: ChangeStatus): void;
}
