import type { Finding } from '@sluice/analysis';
import { MAX_REASON, type Host, type IgnoredProblems } from '@sluice/protocol';
import { useEffect, useRef, useState } from 'react';
import { postHeeded, postIgnored } from '../api/calls.ts';
import { keys, takePushed } from '../api/queries.ts';
import { request, type Call } from '../api/request.ts';
import { momentWords } from '../history/revision-words.ts';
import { useNow } from '../shell/live-dot.tsx';
import { useProblems } from '../state/problems.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';

/** Ignores a problem with a reason that the next person reads, or heeds it again. */
export function IgnoreProblem(props: { readonly finding: Finding; readonly host: Host }) {
  const { finding, host } = props;
  const ignored = useProblems((state) => state.ignored.get(finding.id));
  const now = useNow(30_000);
  const [asking, setAsking] = useState(false);
  if (ignored) {
    return (
      <div className="problem-ignored">
        <p>
          Ignored: {ignored.reason}
          <small>
            {ignored.by}, {momentWords(ignored.at, now)}
          </small>
        </p>
        <Button size="small" onPress={() => void keep(host, postHeeded(host.id, { id: finding.id }))}>
          Heed it again
        </Button>
      </div>
    );
  }
  if (!asking) {
    return (
      <Button size="small" onPress={() => setAsking(true)}>
        Ignore with a reason
      </Button>
    );
  }
  return <ReasonForm finding={finding} host={host} onCancel={() => setAsking(false)} />;
}

function ReasonForm(props: { readonly finding: Finding; readonly host: Host; readonly onCancel: () => void }) {
  const { finding, host, onCancel } = props;
  const [reason, setReason] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const isEmpty = reason.trim() === '';
  const ignore = (): void => {
    if (!isEmpty) void keep(host, postIgnored(host.id, { id: finding.id, reason }));
  };
  return (
    <form
      className="problem-reason"
      onSubmit={(event) => {
        event.preventDefault();
        ignore();
      }}
    >
      <TextField
        label="Why this is as it should be"
        value={reason}
        onChange={(typed) => setReason(typed.slice(0, MAX_REASON))}
        inputRef={input}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onCancel();
        }}
      />
      <Button size="small" isDisabled={isEmpty} onPress={ignore}>
        Ignore
      </Button>
      <Button size="small" look="quiet" onPress={onCancel}>
        Cancel
      </Button>
    </form>
  );
}

async function keep(host: Host, call: Call<IgnoredProblems>): Promise<void> {
  const result = await request(call);
  if (result.ok) await takePushed(keys.ignored(host.id), result.value);
  else toast({ tone: 'trouble', title: 'The problem stays as it was', text: result.error.message });
}
