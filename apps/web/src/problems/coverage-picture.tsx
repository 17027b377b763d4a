import type { Coverage, CoverageArea, CoverageAxis, DrawnField } from '@sluice/analysis';
import { Fragment, useId } from 'react';
import { count } from '../shell/words.ts';
import { labelCells, rectanglesOf, type Cell } from './coverage-cells.ts';
import './coverage-picture.css';

/** The packets of a rule, and the rules before it that take them, as areas over the two fields that tell. */
export function CoveragePicture({ coverage }: { readonly coverage: Coverage }) {
  const { across, down, areas, witness, slice, elsewhere } = coverage;
  const title = useId();
  const chain = areas[0].rule.chain;
  return (
    <figure className="coverage" aria-labelledby={title}>
      <figcaption id={title} className="unseen">
        {`Which packets ${nameOf(areas[0], chain)} asks for, and which of them ${count(areas.length - 1, 'other rule')} ${areas.length > 2 ? 'take' : 'takes'}`}
      </figcaption>
      <div className="coverage-scroll" aria-hidden="true">
        <Axes across={across} down={down}>
          {areas.toReversed().map((area) => (
            <Area key={area.rule.id} area={area} isOwn={area === areas[0]} />
          ))}
          {labelCells(areas).map(
            (cell, at) =>
              cell && (
                <span
                  key={areas[at]?.rule.id}
                  className={at === 0 ? 'coverage-name coverage-name-own' : 'coverage-name'}
                  style={placeOf(cell)}
                >
                  {nameOf(areas[at] as CoverageArea, chain)}
                </span>
              ),
          )}
          <span className="coverage-witness" style={placeOf(witness)} />
        </Axes>
      </div>
      <ul className="coverage-legend">
        {areas.map((area, at) => (
          <li key={area.rule.id} className={at === 0 ? 'coverage-own' : 'coverage-taker'}>
            <b className="mono">{nameOf(area, chain)}</b>
            <span>{[down.field && area.words.down, area.words.across].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
        <li className="coverage-dot">
          <span>the packet above</span>
        </li>
      </ul>
      <p className="coverage-slice">
        {slice.length > 0 && (
          <>
            For packets that are{' '}
            {slice.map((words, at) => (
              <Fragment key={words}>
                {at > 0 && ', '}
                <code className="mono">{words}</code>
              </Fragment>
            ))}
            .{' '}
          </>
        )}
        {elsewhere > 0 && `${count(elsewhere, 'more rule')} ${elsewhere > 1 ? 'take' : 'takes'} other packets of it. `}
        Not to scale.
      </p>
    </figure>
  );
}

const AXIS_NAMES: Readonly<Record<DrawnField, string>> = {
  source: 'source address',
  destination: 'destination address',
  inInterface: 'in by',
  outInterface: 'out by',
  states: 'state',
  protocol: 'protocol',
  sourcePort: 'source port',
  destinationPort: 'destination port',
};

/** The grid with its words, below which everything is placed by bands. */
function Axes(props: {
  readonly across: CoverageAxis;
  readonly down: CoverageAxis;
  readonly children: React.ReactNode;
}) {
  const { across, down } = props;
  const columns = `auto repeat(${across.bands.length}, minmax(min-content, 1fr))`;
  return (
    <div className="coverage-grid" style={{ gridTemplateColumns: columns }}>
      <span className="coverage-axis" style={{ gridArea: '1 / 1' }}>
        {down.field && AXIS_NAMES[down.field]}
      </span>
      <span className="coverage-axis coverage-axis-across" style={{ gridArea: '1 / 2 / auto / -1' }}>
        {across.field && AXIS_NAMES[across.field]}
      </span>
      {across.bands.map((band, at) => (
        <span key={band} className="coverage-band coverage-band-across mono" style={{ gridArea: `2 / ${at + 2}` }}>
          <Band words={band} />
        </span>
      ))}
      {down.bands.map((band, y) => (
        <Fragment key={band}>
          <span className="coverage-band mono" style={{ gridArea: `${y + 3} / 1` }}>
            {down.field && <Band words={band} />}
          </span>
          {across.bands.map((_, x) => (
            <span key={x} className="coverage-cell" style={placeOf({ across: x, down: y })} />
          ))}
        </Fragment>
      ))}
      {props.children}
    </div>
  );
}

/** A range may break behind its dash. */
function Band({ words }: { readonly words: string }) {
  const [from = '', to] = words.split('–');
  if (to === undefined) return from;
  return (
    <>
      {from}–<wbr />
      {to}
    </>
  );
}

function Area({ area, isOwn }: { readonly area: CoverageArea; readonly isOwn: boolean }) {
  return rectanglesOf(area).map(({ from, to }) => (
    <span
      key={`${from.across} ${from.down}`}
      className={isOwn ? 'coverage-area coverage-area-own' : 'coverage-area'}
      style={{ gridArea: `${from.down + 3} / ${from.across + 2} / ${to.down + 4} / ${to.across + 3}` }}
    />
  ));
}

function placeOf({ across, down }: Cell): React.CSSProperties {
  return { gridArea: `${down + 3} / ${across + 2}` };
}

/** `#7`, or `DOCKER #1` for a rule of another chain. */
function nameOf({ rule }: CoverageArea, chain: string): string {
  return `${rule.chain === chain ? '' : `${rule.chain} `}#${rule.index + 1}`;
}
