import type { PastRates } from '@sluice/protocol';
import { Fragment, useId, useState } from 'react';
import { rateWords } from '../live/rates.ts';
import { clock } from '../shell/words.ts';
import { Button } from '../ui/button.tsx';
import { later } from '../ui/later.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { useShownTheme } from '../shell/theme.ts';
import { busiestOf, minutesOf, type Measure, type PastSeries } from './past-series.ts';
import { usePastSeries, type FlowOf } from './use-past-rates.ts';
import './past-figure.css';

const RatePlot = later(async () => (await import('./rate-plot.tsx')).RatePlot);

const HEIGHT = 104;

/** The last hour of a rule, a chain or a stretch of the path: as a plot, in words, and as a table. */
export function PastFigure(props: { readonly of: string; readonly flowOf: FlowOf }) {
  const series = usePastSeries(props.flowOf);
  const [measure, setMeasure] = useState<Measure>('packets');
  const [asTable, setAsTable] = useState(false);
  const [point, setPoint] = useState<string | null>(null);
  const theme = useShownTheme();
  const caption = useId();
  const id = useId();
  if (!series || series.stretches.length === 0) {
    return <p className="insp-quiet">{series ? 'The first rates come in some seconds.' : 'Reading the last hour…'}</p>;
  }
  return (
    <figure className="past" aria-labelledby={caption}>
      <div className="past-choices">
        <Segmented
          label="What is counted"
          size="small"
          value={measure}
          options={[
            { id: 'packets', name: 'Packets' },
            { id: 'bytes', name: 'Bytes' },
          ]}
          onChange={setMeasure}
        />
        <Button
          size="small"
          look="quiet"
          aria-expanded={asTable}
          aria-controls={id}
          onPress={() => setAsTable(!asTable)}
        >
          {asTable ? 'Hide table' : 'As a table'}
        </Button>
      </div>
      <RatePlot key={theme} series={series} measure={measure} height={HEIGHT} onPoint={setPoint} />
      <figcaption id={caption}>
        <span className="unseen">{props.of}, the last hour. </span>
        {point ?? summaryOf(series, measure)}
        {point === null && series.marks.map((mark) => <Fragment key={mark.at}> {markWords(mark)}</Fragment>)}
      </figcaption>
      <div id={id}>{asTable && <PastTable series={series} />}</div>
    </figure>
  );
}

function summaryOf(series: PastSeries, measure: Measure): string {
  const most = busiestOf(series, measure);
  if (!most || most.flow[measure] === 0) return 'Nothing passed.';
  const { number, unit } = rateWords(most.flow[measure], measure);
  return `Most at ${clock(most.from)}: ${number} ${unit}.`;
}

function markWords({ at, kind }: PastRates['marks'][number]): string {
  return kind === 'reset' ? `Counters were reset at ${clock(at)}.` : `Rules changed at ${clock(at)}.`;
}

function PastTable(props: { readonly series: PastSeries }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
    <section className="past-table" aria-label="Rates by minute" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Minute</th>
            <th scope="col">Packets/s</th>
            <th scope="col">Bytes/s</th>
          </tr>
        </thead>
        <tbody>
          {minutesOf(props.series).map(({ at, flow, marks }) => (
            <Fragment key={at}>
              {marks.map((mark) => (
                <tr key={mark.at} className="past-mark">
                  <td colSpan={3}>{markWords(mark)}</td>
                </tr>
              ))}
              <tr>
                <th scope="row">{clock(at).slice(0, 5)}</th>
                {flow ? (
                  <>
                    <td>{rateWords(flow.packets, 'packets').number}</td>
                    <td>{bytesWords(flow.bytes)}</td>
                  </>
                ) : (
                  <td colSpan={2} className="past-gap">
                    not counted
                  </td>
                )}
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function bytesWords(bytes: number): string {
  const { number, unit } = rateWords(bytes, 'bytes');
  return `${number} ${unit.replace('/s', '')}`;
}
