import type { Family } from '@sluice/netfilter';
import { FileUp } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { postFile } from '../api/calls.ts';
import { keys, readAnew } from '../api/queries.ts';
import { request } from '../api/request.ts';
import { changesOf, GLYPHS } from '../review/change-words.ts';
import { count, FAMILY_NAMES } from '../shell/words.ts';
import { inParts } from '../state/in-parts.ts';
import { openHost } from '../state/open-host.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { takeFocus } from '../ui/field.tsx';
import { Sign } from '../ui/signs.tsx';
import { TableMark } from '../ui/table-mark.tsx';
import type { Assumed } from './import-text.ts';
import { readAlone, type ImportReading } from './read-import.ts';
import { useReading } from './use-reading.ts';
import './import-dialog.css';

/** Takes rules that a person brings along, says what was understood, and makes steps of the draft of them. */
export function ImportDialog(props: {
  readonly text: string;
  readonly file: string | undefined;
  readonly onClose: () => void;
}) {
  const { onClose } = props;
  const [text, setText] = useState(props.text);
  const [file, setFile] = useState(props.file);
  const { family, chain, reading, done } = useReading(text);
  const [adding, setAdding] = useState(false);
  const busy = adding || done !== null;
  const [refusal, setRefusal] = useState<string | null>(null);
  const add = (): void => {
    // The sign comes first: tens of thousands of rules take a while.
    setAdding(true);
    setTimeout(() => {
      end(reading ? addToDraft(reading, family) : null);
      setAdding(false);
    }, 30);
  };
  const end = (trouble: string | null): void => {
    if (trouble === null) onClose();
    else setRefusal(trouble);
  };
  return (
    <Dialog title="Import rules" onClose={onClose} width={720}>
      <p className="ui-dialog-text">
        Paste a save file, <code className="mono">iptables</code> commands or a script of them, or choose a file. Rules
        without a chain go to {chain ? <b className="mono">{`${chain.table} ${chain.chain}`}</b> : 'the selected chain'}
        .
      </p>
      <textarea
        className="import-text mono"
        aria-label="Rules to import"
        spellCheck={false}
        rows={8}
        value={text}
        ref={takeFocus}
        onChange={(event) => {
          setText(event.target.value);
          setRefusal(null);
        }}
      />
      {busy && (
        <p className="import-line">
          <Sign kind="busy" /> {adding ? 'Adding to the draft…' : 'Reading…'}
          {done !== null && done > 0 && <progress aria-label="Read so far" value={done} />}
        </p>
      )}
      {reading && <Understood reading={reading} family={family} />}
      {text.trim() !== '' && !reading && !busy && (
        <p className="import-line">
          <Sign kind="warning" /> This is for {FAMILY_NAMES[family]}, of which this host has no rules here.
        </p>
      )}
      {refusal !== null && (
        <p className="import-line" role="alert">
          <Sign kind="trouble" /> {refusal}
        </p>
      )}
      <div className="import-end">
        <FileTrigger onSelect={(files) => void readFile(files?.[0], setText, setFile)}>
          <Button>
            <FileUp size={14} aria-hidden="true" />
            Choose a file…
          </Button>
        </FileTrigger>
        <DialogButtons>
          <Button onPress={onClose}>Cancel</Button>
          <Button isDisabled={text.trim() === ''} onPress={() => void openOnItsOwn(text, family, file).then(end)}>
            Open on its own
          </Button>
          <Button look="primary" isDisabled={!reading || busy || reading.steps.length === 0} onPress={add}>
            Add to the draft
          </Button>
        </DialogButtons>
      </div>
    </Dialog>
  );
}

/** Null when it is done, else why not. */
function addToDraft({ steps, diff }: ImportReading, family: Family): string | null {
  const { hostId, family: seen, open, perform } = useWorkspace.getState();
  if (hostId !== null && family !== seen) open(hostId, family);
  const result = perform({ label: `Import ${count(diff.changes, 'change')}`, steps });
  return result.ok ? null : result.error.message;
}

/** The rules become a host of their own, without a kernel. Null when it is done, else why not. */
async function openOnItsOwn(text: string, family: Family, file = 'Pasted rules'): Promise<string | null> {
  const alone = (await inParts(readAlone(text, family), { signal: new AbortController().signal })) ?? '';
  const result = await request(postFile({ name: file.slice(0, LONGEST_NAME), family, text: alone }));
  if (!result.ok) return result.error.message;
  await readAnew(keys.hosts);
  openHost(result.value);
  return null;
}

const LONGEST_NAME = 80;

async function readFile(
  file: File | undefined,
  setText: (text: string) => void,
  setName: (name: string) => void,
): Promise<void> {
  if (!file) return;
  setText(await file.text());
  setName(file.name);
}

function Understood(props: { readonly reading: ImportReading; readonly family: Family }) {
  const { reading, family } = props;
  const { form, lines, taken, leftOut, assumed, diff } = reading;
  const what =
    form === 'save' ? 'A save file: its tables replace those of the draft' : 'Commands, run one after the other';
  return (
    <section className="import-preview" aria-label="What was understood" aria-live="polite">
      <p className="import-line">
        <Sign kind={leftOut.length === 0 ? 'ok' : 'warning'} />
        <span>
          <b>
            {taken === lines ? count(lines, 'line') : `${taken.toLocaleString('en')} of ${count(lines, 'line')}`}{' '}
            understood.
          </b>{' '}
          {what}, {FAMILY_NAMES[family]}.{diff.changes === 0 && ' Nothing in the draft would change.'}
        </span>
      </p>
      {leftOut.length > 0 && (
        <Lines
          title={`Left out: ${count(leftOut.length, 'line')}`}
          lines={leftOut.map(({ reason, ...line }) => ({ ...line, words: reason }))}
        />
      )}
      {assumed.length > 0 && <Lines title={`Assumed: ${assumed.length}`} lines={assumed} />}
      {diff.changes > 0 && (
        <Part title={`In the draft: ${count(diff.changes, 'change')}`}>
          {firstChanges(reading).map(({ key, table, chain, change, words, note }) => (
            <li key={key}>
              <i className={`import-glyph import-glyph-${change}`} aria-label={change}>
                {GLYPHS[change]}
              </i>
              <span>
                <TableMark table={table} /> <b className="mono">{chain}</b> {words}
                <small>{note}</small>
              </span>
            </li>
          ))}
        </Part>
      )}
    </section>
  );
}

function Lines(props: { readonly title: string; readonly lines: readonly Assumed[] }) {
  return (
    <Part title={props.title}>
      {props.lines.slice(0, MOST).map(({ line, text, words }) => (
        <li key={`${line} ${words}`}>
          <span className="import-number">{line}</span>
          <span>
            <code className="mono">{text.trim()}</code>
            <small>{words}</small>
          </span>
        </li>
      ))}
    </Part>
  );
}

/** A preview is looked over, not read through: the review shows everything. */
const MOST = 100;

function Part(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <>
      <h3 className="import-title">{props.title}</h3>
      <ul className="import-list">{props.children}</ul>
    </>
  );
}

/** Words are made only for what is shown: a large file changes tens of thousands of rules. */
function firstChanges({ diff }: ImportReading) {
  return diff.chains
    .values()
    .flatMap((chain) =>
      changesOf(chain).map(({ key, change, title, name = '', note }) => ({
        key: `${chain.table} ${chain.chain} ${key}`,
        table: chain.table,
        chain: chain.chain,
        change,
        words: `${title} ${name}`.trim(),
        note,
      })),
    )
    .take(MOST)
    .toArray();
}
