import type { Finding } from '@sluice/analysis';
import type { Family } from '@sluice/netfilter';
import type { Host } from '@sluice/protocol';
import { useEffect, useMemo, useState } from 'react';
import { useRevisionRules } from '../api/queries.ts';
import type { AuditJob } from '../problems/audit-job.ts';
import { Sentence, SIGNS } from '../problems/problem-words.tsx';
import { startWorker } from '../problems/start-worker.ts';
import { FAMILY_NAMES } from '../shell/words.ts';
import type { AuditReport } from '../state/problems.ts';
import type { Recipe } from '../state/slice.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Sign } from '../ui/signs.tsx';
import type { Comparison } from './use-comparison.ts';

/** Who goes along the line of time looks at no state for so long. */
const CALM_MS = 300;
const MOST_TOLD = 12;

/** What was wrong with the rules of the chosen revision, and what of it came with it. */
export function FindingsThen(props: { readonly host: Host | undefined; readonly comparison: Comparison }) {
  const { shown, against } = props.comparison;
  const family = useWorkspace((state) => state.family);
  const rules = useText(props.host, shown.number, family);
  const before = useText(props.host, against?.number ?? null, family);
  const report = useAudit(family, { rules, before });
  return (
    <section className="insp-section findings-then">
      <h3 className="insp-label">
        Problems then <span>{FAMILY_NAMES[family]}</span>
      </h3>
      {report === null ? (
        <p className="insp-help">
          {rules === null ? 'Nothing is known of this family then.' : 'Looking at the rules…'}
        </p>
      ) : (
        <Told report={report} />
      )}
    </section>
  );
}

function Told({ report }: { readonly report: AuditReport }) {
  const { findings } = report;
  const before = new Set((report.before ?? findings).map(({ id }) => id));
  const gone = (report.before ?? []).filter(({ id }) => !findings.some((each) => each.id === id)).length;
  return (
    <>
      {findings.length === 0 && <p className="insp-help">None was found.</p>}
      <ul>
        {findings.slice(0, MOST_TOLD).map((finding) => (
          <Line key={finding.id} finding={finding} isFresh={!before.has(finding.id)} />
        ))}
      </ul>
      {findings.length > MOST_TOLD && <p className="insp-help">and {findings.length - MOST_TOLD} more</p>}
      {gone > 0 && <p className="insp-help">{gone} of before were gone.</p>}
    </>
  );
}

function Line({ finding, isFresh }: { readonly finding: Finding; readonly isFresh: boolean }) {
  return (
    <li>
      <Sign kind={SIGNS[finding.severity]} />
      <span>
        <Sentence text={finding.sentence} />
        {isFresh && <em className="problem-fresh">new</em>}
      </span>
    </li>
  );
}

function useText(host: Host | undefined, number: number | null, family: Family): string | null {
  return useRevisionRules(host?.id ?? null, number, family).data?.text ?? null;
}

/** What a look at the rules finds, beside the page; null until it is done. */
function useAudit(
  family: Family,
  { rules, before }: { readonly rules: string | null; readonly before: string | null },
): AuditReport | null {
  const backend = useWorkspace((state) => state.backend);
  const job = useMemo(() => {
    if (rules === null || backend === null) return null;
    const recipe = (text: string): Recipe => ({ family, text, groups: [] });
    return { serial: 0, backend, rules: recipe(rules), before: before === null ? null : recipe(before), beside: null };
  }, [rules, before, family, backend]);
  const [found, setFound] = useState<{ readonly of: AuditJob; readonly report: AuditReport } | null>(null);
  useEffect(() => {
    if (job === null) return undefined;
    const worker = startWorker((word) => 'report' in word && setFound({ of: job, report: word.report }));
    const timer = setTimeout(() => worker.give(job), CALM_MS);
    return () => {
      clearTimeout(timer);
      worker.end();
    };
  }, [job]);
  return found !== null && found.of === job ? found.report : null;
}
