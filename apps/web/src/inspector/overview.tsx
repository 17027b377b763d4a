import type { Host } from '@sluice/protocol';
import { useWorkspace } from '../state/workspace.ts';
import { useChainCount } from '../shell/custom-chains.ts';
import { backendWords, count, FAMILY_NAMES, hasKernel } from '../shell/words.ts';
import { runById } from '../commands/keyboard.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { afterFirstPicture } from '../ui/later.tsx';

/** With its lists and plots as heavy as the map: the map does not wait for it. */
const LastHour = afterFirstPicture(async () => (await import('../numbers/last-hour.tsx')).LastHour);

/** When nothing is selected: what this host is, and how to begin. */
export function Overview(props: { readonly host: Host | undefined }) {
  const { host } = props;
  const family = useWorkspace((state) => state.family);
  const current = useWorkspace((state) => state.current);
  const interfaces = useWorkspace((state) => state.interfaces);
  const tables = current?.tables ?? [];
  const chains = tables.reduce((sum, table) => sum + table.chains.length, 0);
  const rules = tables.reduce((sum, table) => table.chains.reduce((more, chain) => more + chain.rules.length, sum), 0);
  const custom = useChainCount();
  return (
    <>
      <header className="insp-head">
        <div className="insp-path">{host?.name ?? 'No host'}</div>
        <div className="insp-title">
          <h2>Nothing selected</h2>
        </div>
      </header>
      <div className="insp-scroll">
        <div className="insp-form">
          <p className="insp-help">
            Select a rule or a chain to read and edit it here. Drag a chain from the list onto a rule list to call it at
            that place.
          </p>
        </div>
        {host && (
          <section className="insp-section">
            <h3 className="insp-label">On this host</h3>
            <dl className="insp-facts">
              <dt>Rules</dt>
              <dd>
                {count(rules, 'rule')} in {count(chains, 'chain')}
              </dd>
              <dt>Custom chains</dt>
              <dd>{custom.toLocaleString('en')}</dd>
              <dt>Family</dt>
              <dd>{FAMILY_NAMES[family]}</dd>
              <dt>Read by</dt>
              <dd className="mono">{backendWords(host, family)}</dd>
              <dt>Interfaces</dt>
              <dd className="mono">{interfaces.join(', ') || 'none'}</dd>
            </dl>
          </section>
        )}
        {host && hasKernel(host) && rules > 0 && (rules <= FEW ? <LastHour /> : <LastHourButton />)}
      </div>
      <footer className="insp-foot">
        <span>
          <Keys chord="?" /> all keys
        </span>
        <span>
          <Keys chord="Ctrl+K" /> find anything
        </span>
      </footer>
    </>
  );
}

/** Up to so many rules their last hour is shown without being asked for: of tens of thousands it is a large answer. */
const FEW = 2000;

function LastHourButton() {
  return (
    <section className="insp-section">
      <Button onPress={() => runById('counters.hour')}>Rates of the last hour…</Button>
    </section>
  );
}
