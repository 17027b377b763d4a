import type { Policy, RuleId, SetHead, TableName } from '@sluice/netfilter';

/**
 * One edit as a small value that can be sent, stored, applied, inverted and rebased. Steps name rules by id
 * and neighbour, never by index, so that they keep their meaning when the host changes underneath.
 * `after: null` means: at the top of the chain.
 */
export type Step =
  | {
      readonly type: 'insertRule';
      readonly table: TableName;
      readonly chain: string;
      readonly after: RuleId | null;
      readonly id: RuleId;
      /** The rule without `-A CHAIN`. */
      readonly text: string;
    }
  | {
      readonly type: 'replaceRule';
      readonly table: TableName;
      readonly chain: string;
      readonly id: RuleId;
      readonly text: string;
    }
  | {
      readonly type: 'moveRule';
      readonly table: TableName;
      readonly chain: string;
      readonly id: RuleId;
      /** Where it goes: the same chain or another of the same table. */
      readonly toChain: string;
      readonly after: RuleId | null;
    }
  | { readonly type: 'removeRule'; readonly table: TableName; readonly chain: string; readonly id: RuleId }
  | {
      /**
       * `disableRule` takes a rule out and keeps it on the shelf, `enableRule` puts it back behind `after`, `forgetRule`
       * takes it from the shelf for good. See shelf.ts.
       */
      readonly type: 'disableRule' | 'enableRule' | 'forgetRule';
      readonly table: TableName;
      readonly chain: string;
      readonly id: RuleId;
      readonly after: RuleId | null;
      readonly text: string;
    }
  | { readonly type: 'createChain'; readonly table: TableName; readonly chain: string }
  | { readonly type: 'removeChain'; readonly table: TableName; readonly chain: string }
  /** Sets belong to the host, so they stand in no table; the draft of the family that was looked at holds the step. */
  | { readonly type: 'createSet' | 'destroySet'; readonly set: SetHead }
  | { readonly type: 'addMembers' | 'removeMembers'; readonly set: string; readonly members: readonly string[] }
  | { readonly type: 'setPolicy'; readonly table: TableName; readonly chain: string; readonly policy: Policy };

/** Steps that are done and undone together, with the words that undo shows ("Undo insert jump"). */
export interface StepGroup {
  readonly label: string;
  readonly steps: readonly Step[];
}
