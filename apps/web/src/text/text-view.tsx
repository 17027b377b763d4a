import type { EditorView } from '@codemirror/view';
import { ArrowDownUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { FILE_COMMANDS } from '../commands/file-commands.ts';
import { runById, runCommand } from '../commands/keyboard.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { Keys } from '../ui/keys.tsx';
import { createEditor } from './editor.ts';
import { countErrors, goToNextError } from './error-lines.ts';
import { followSelection, selectCursorLine } from './follow-selection.ts';
import { openingText, TextSync } from './text-sync.ts';
import { TextStatus, type CursorPlace } from './text-status.tsx';
import './text-view.css';
import './text-lines.css';

/** The rules as iptables-save text: what is typed here becomes steps of the draft, what is done elsewhere is seen here. */
export function TextView() {
  const hostId = useWorkspace((state) => state.hostId);
  const family = useWorkspace((state) => state.family);
  const loaded = useWorkspace((state) => state.current !== null);
  const past = useWorkspace((state) => state.past?.number ?? 'now');
  return loaded ? <TextEditor key={`${hostId} ${family} ${past}`} /> : null;
}

function TextEditor() {
  const place = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const [errors, setErrors] = useState(0);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [cursor, setCursor] = useState<CursorPlace>({ line: 1, column: 1, lines: 1 });
  useEffect(() => {
    if (!place.current) return;
    const sync: { here?: TextSync } = {};
    const editor = createEditor(place.current, openingText(useWorkspace.getState()), {
      updated: (update) => {
        sync.here?.updated(update);
        selectCursorLine(update);
        setErrors(countErrors(update.state));
        const { head } = update.state.selection.main;
        const { number, from } = update.state.doc.lineAt(head);
        setCursor({ line: number, column: head - from + 1, lines: update.state.doc.lines });
      },
      // What is typed and not read yet is the newest thing to take back.
      undo: () => {
        if (sync.here?.flush() === false) sync.here.revert();
        else runById('draft.undo');
      },
      redo: () => {
        sync.here?.flush();
        runById('draft.redo');
      },
    });
    sync.here = new TextSync(editor, setTrouble);
    const unfollow = followSelection(editor);
    setView(editor);
    editor.focus();
    return () => {
      unfollow();
      sync.here?.stop();
      editor.destroy();
    };
  }, []);
  return (
    <div className="text">
      <header className="text-bar">
        <Path />
        {errors > 0 && view && (
          <Button size="small" onPress={() => goToNextError(view)}>
            <span className="text-errors">{errors === 1 ? '1 error' : `${errors} errors`}</span>
            <Keys chord="F8" />
          </Button>
        )}
        <FileMenu />
        <span className="text-unit">packets/s</span>
      </header>
      <div ref={place} className="text-editor" />
      <TextStatus cursor={cursor} trouble={trouble} />
    </div>
  );
}

/** Rules in and out. */
function FileMenu() {
  const entries = FILE_COMMANDS.map((command, index): MenuEntry => ({
    id: command.id,
    title: command.title,
    apart: index === 1,
    run: () => runCommand(command),
  }));
  return (
    <Menu label="Import and export" entries={entries} placement="bottom end">
      <Button size="small">
        <ArrowDownUp size={13} aria-hidden="true" />
        Import and export
      </Button>
    </Menu>
  );
}

/** Where the cursor is: `filter / OUTPUT`. */
function Path() {
  const selected = useSelection((state) => state.selected);
  return (
    <p className="text-path mono">
      {selected && (
        <>
          {selected.table} <i aria-hidden="true">/</i> <b>{selected.chain}</b>
        </>
      )}
    </p>
  );
}
