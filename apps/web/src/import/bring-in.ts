import { usePanels } from '../state/panels.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { guessForm } from './import-text.ts';

/**
 * A file of rules may be dropped anywhere on the page, and rules may be pasted wherever nobody types: both open the
 * preview. Answers with the function that ends it.
 */
export function startBringingIn(): () => void {
  const options = { capture: true };
  globalThis.addEventListener('dragover', allowFiles, options);
  globalThis.addEventListener('drop', takeFile, options);
  globalThis.addEventListener('paste', takePaste, options);
  return () => {
    globalThis.removeEventListener('dragover', allowFiles, options);
    globalThis.removeEventListener('drop', takeFile, options);
    globalThis.removeEventListener('paste', takePaste, options);
  };
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true && useWorkspace.getState().current !== null;
}

function allowFiles(event: DragEvent): void {
  if (hasFiles(event)) event.preventDefault();
}

function takeFile(event: DragEvent): void {
  const file = event.dataTransfer?.files[0];
  if (!file || !hasFiles(event)) return;
  event.preventDefault();
  // The text editor would put the file in where the pointer is.
  event.stopPropagation();
  void file.text().then((text) => usePanels.getState().open({ kind: 'import', text, file: file.name }));
}

function takePaste(event: ClipboardEvent): void {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (isTyping(event.target) || usePanels.getState().panel !== null) return;
  if (!useWorkspace.getState().current || !needsPreview(text)) return;
  event.preventDefault();
  event.stopPropagation();
  usePanels.getState().open({ kind: 'import', text });
}

/** Plain rules go below the selected one at once; what does more, or has no place to go, is shown first. */
function needsPreview(text: string): boolean {
  if (guessForm(text) === 'save' || OTHER_ACTION.test(text)) return true;
  return useSelection.getState().selected === null && RULE.test(text);
}

/** An iptables action other than appending a rule. */
const OTHER_ACTION =
  /^\s*(?:(?:sudo\s+)?\S*ip6?tables\S*\s(?:.*\s)?)?(?:-[IDRNPFXE]|--(?:insert|delete|replace|new-chain|policy|flush|delete-chain|rename-chain))\s/m;

/** An iptables command, or the options with which a rule begins. */
const RULE = /^\s*(?:(?:sudo\s+)?\S*ip6?tables\S*\s|(?:!\s*)?-[Asdiopmjg]\s)/m;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea'));
}
