import { collisionSides, type Collision, type CollisionSide } from '@sluice/draft';
import { FAMILIES, findTable } from '@sluice/netfilter';
import { useMemo, useState } from 'react';
import { count, FAMILY_NAMES } from '../shell/words.ts';
import { settleCollisions, unsettled, useCollisions, type FamilyCollision } from '../state/collisions.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { RuleWords } from '../ui/rule-words.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { TableMark } from '../ui/table-mark.tsx';
import { diffWords, type Word } from '../ui/word-diff.ts';
import './collisions-dialog.css';

const NAMES: Readonly<Record<CollisionSide, string>> = { mine: 'Mine', theirs: 'Theirs', both: 'Both' };

/** What the draft and somebody on the host both changed, side by side, with a choice for each. */
export function CollisionsDialog(props: { readonly onClose: () => void }) {
  const { onClose } = props;
  const workspace = useWorkspace();
  const collisions = useCollisions();
  const open = unsettled(workspace, collisions);
  const [sides, setSides] = useState<ReadonlyMap<Collision, CollisionSide>>(new Map());
  const sideOf = (collision: Collision): CollisionSide => sides.get(collision) ?? 'theirs';
  const settle = (): void => {
    settleCollisions(open.map((each) => ({ ...each, side: sideOf(each.collision) })));
    onClose();
  };
  return (
    <Dialog title="The draft and the host changed the same thing" onClose={onClose} width={720}>
      <p className="ui-dialog-text">
        {open.length === 0
          ? 'Nothing is left to choose.'
          : `Everything else of your draft was laid on the new rules. ${count(open.length, 'place')} ${open.length === 1 ? 'waits' : 'wait'} for your choice; nothing reaches the host by it.`}
      </p>
      <ul className="collisions">
        {open.map((each) => (
          <li key={nameOf(each)} className="collision">
            <CollisionSides {...each} />
            <Segmented
              label={`Version for ${each.collision.table} ${each.collision.chain}`}
              size="small"
              value={sideOf(each.collision)}
              options={collisionSides(each.collision).map((id) => ({ id, name: NAMES[id] }))}
              onChange={(side) => setSides(new Map([...sides, [each.collision, side]]))}
            />
          </li>
        ))}
      </ul>
      <DialogButtons>
        <Button onPress={onClose}>Later</Button>
        <Button look="primary" isDisabled={open.length === 0} onPress={settle}>
          Use these
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

function nameOf({ family, collision }: FamilyCollision): string {
  return [family, collision.table, collision.chain, ...collision.mine, '|', ...collision.theirs].join(' ');
}

function CollisionSides({ family, collision }: FamilyCollision) {
  const { table, chain, mine, theirs } = collision;
  const words = mine.length === 1 && theirs.length === 1 ? diffWords(mine[0] ?? '', theirs[0] ?? '') : null;
  return (
    <>
      <h3>
        <TableMark table={table} />
        {FAMILIES.length > 1 && `${FAMILY_NAMES[family]} · `}
        {table} / {chain}
      </h3>
      <div className="collision-sides">
        <SideText title="Your draft" none="removes it" texts={mine} words={words?.before} at={{ family, collision }} />
        <SideText
          title="On the host now"
          none="is removed"
          texts={theirs}
          words={words?.after}
          at={{ family, collision }}
        />
      </div>
    </>
  );
}

function SideText(props: {
  readonly title: string;
  readonly none: string;
  readonly texts: readonly string[];
  readonly words: readonly Word[] | undefined;
  readonly at: FamilyCollision;
}) {
  const { title, none, texts, words } = props;
  const { family, collision } = props.at;
  const current = useWorkspace((state) => sliceOf(state, family).current);
  const isChain = useMemo(() => {
    const names = new Set((current && findTable(current, collision.table))?.chains.map(({ name }) => name));
    return (name: string): boolean => names.has(name);
  }, [current, collision.table]);
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      {texts.length === 0 ? (
        <p>{none}</p>
      ) : (
        texts.map((text) => (
          <RuleWords key={text} text={text} chain={collision.chain} isChain={isChain} words={words} />
        ))
      )}
    </section>
  );
}
