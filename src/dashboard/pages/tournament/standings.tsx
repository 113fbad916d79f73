import { useState } from 'preact/hooks';
import type { Standings, StandingsRow } from '../../../spec/api/index.js';
import {
  armOf,
  Card,
  Dot,
  Empty,
  fixed,
  integer,
  Link,
  type Names,
  niceTicks,
  percent,
  type Scale,
  signed,
  TableHead,
  Wdl,
  Whisker,
} from '../../parts/index.js';
import type { CardContext } from './context.js';

/** The axis for all rows. Anchors may lie outside it, since distant ones would compress the other intervals. */
function commonScale(rows: readonly StandingsRow[]): Scale {
  const ends = rows.flatMap(({ elo, error, arm, contestant }) =>
    elo === null || (arm === null && contestant.startsWith('anchor:')) ? [] : [elo - (error ?? 0), elo + (error ?? 0)],
  );
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const margin = Math.max(20, (high - low) * 0.06);
  return { low: low - margin, high: high + margin };
}

const rankText = ([low, high]: readonly [number, number]): string => (low === high ? `${low}` : `${low}–${high}`);

/** The base under a second name; the standings give it the rating of `untouched`. */
const TWIN = 'untouched-twin';

/** Elo with its 95 % interval, or the bound of a contestant that won or lost all its points. */
function ratingText({ contestant, elo, error, bound }: StandingsRow): string {
  if (contestant === TWIN) return 'as untouched';
  if (bound) return `${bound.side === 'above' ? '>' : '<'} ${signed(bound.elo, 0)}`;
  if (elo === null) return '–';
  return error === null || error === 0 ? signed(elo, 0) : `${signed(elo, 0)} ± ${fixed(error, 0)}`;
}

/** The ratings of all contestants. Those without games are folded away as long as others have games. */
export function StandingsCard({ standings, names }: CardContext & { readonly standings: Standings }) {
  const { zero, notes, whiteAdvantage, drawRate } = standings;
  const [showAll, setShowAll] = useState(false);
  const withoutGames = standings.rows.filter(({ games }) => games === 0).length;
  const foldable = withoutGames > 0 && withoutGames < standings.rows.length;
  const rows = foldable && !showAll ? standings.rows.filter(({ games }) => games > 0) : standings.rows;
  const note = [
    `0 is ${names.contestant(zero)}; bars are 95 % intervals`,
    whiteAdvantage !== null && `advantage of White ${signed(whiteAdvantage, 0)} Elo`,
    drawRate !== null && `draw rate between equals ${percent(drawRate)}`,
  ];
  return (
    <Card title="Standings" note={note.filter(Boolean).join('; ')}>
      {rows.length === 0 ? <Empty>No contestants.</Empty> : <StandingsTable rows={rows} names={names} />}
      {foldable && (
        <div class="more">
          <button type="button" class="plain" aria-expanded={showAll} onClick={() => setShowAll(!showAll)}>
            {showAll ? 'Hide contestants without games' : `Show ${withoutGames} more without games`}
          </button>
        </div>
      )}
      {notes.length > 0 && (
        <ul class="notes small soft">
          {notes.map((text) => (
            <li key={text}>{names.text(text)}</li>
          ))}
        </ul>
      )}
    </Card>
  );
}

interface StandingsTableProps {
  readonly rows: readonly StandingsRow[];
  readonly names: Names;
}

function StandingsTable({ rows, names }: StandingsTableProps) {
  const scale = commonScale(rows);
  return (
    <div class="scroll">
      <table class="standings">
        <TableHead
          columns={[
            { title: 'Rank', hint: 'Best and worst rank that the intervals allow' },
            'Contestant',
            { title: 'Elo', class: 'number' },
            { title: <Axis scale={scale} />, class: 'whisker-cell', label: 'Elo with interval' },
            { title: 'Score', class: 'number score' },
            { title: 'Won, drawn, lost', class: 'wdl-cell' },
            { title: 'Games', class: 'number games' },
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <StandingsTableRow key={row.contestant} row={row} scale={scale} names={names} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface StandingsTableRowProps {
  readonly row: StandingsRow;
  readonly scale: Scale;
  readonly names: Names;
}

const StandingsTableRow = ({ row, scale, names }: StandingsTableRowProps) => (
  <tr>
    <td class="soft rank">{row.games && row.contestant !== TWIN ? rankText(row.rank) : '–'}</td>
    <td class="contestant">
      <Dot colour={names.colour(row.arm)} square={row.arm === null} />
      {row.checkpoint && !names.blinded ? (
        <Link to={['models', row.checkpoint]}>{names.contestant(row.contestant)}</Link>
      ) : (
        names.contestant(row.contestant)
      )}
    </td>
    <td class={row.contestant === TWIN ? 'number elo soft' : 'number elo'}>{ratingText(row)}</td>
    <td class="whisker-cell">
      {row.contestant === TWIN ? (
        <span class="small soft">the same network; its games test the machinery</span>
      ) : (
        <Whisker
          scale={scale}
          value={row.elo}
          error={row.error}
          bound={row.bound}
          colour={names.colour(row.arm ?? armOf(row.contestant))}
        />
      )}
    </td>
    <td class="number score">{row.score === null ? '–' : percent(row.score, 1)}</td>
    <td class="wdl-cell">
      <Wdl wins={row.wins} draws={row.draws} losses={row.losses} />
    </td>
    <td class="number games">{integer(row.games)}</td>
  </tr>
);

/** Numbers closer to an end of the axis than this share of it would overlap the next column. */
const EDGE = 0.08;

function Axis({ scale }: { readonly scale: Scale }) {
  const span = scale.high - scale.low;
  const ticks = niceTicks(scale, 3).filter((tick) => Math.min(tick - scale.low, scale.high - tick) > EDGE * span);
  return (
    <svg class="whisker" viewBox="0 0 200 16" preserveAspectRatio="none" aria-hidden="true">
      {ticks.map((tick) => (
        <text key={tick} x={(200 * (tick - scale.low)) / span} y={12} text-anchor="middle">
          {tick === 0 ? '0' : signed(tick, 0)}
        </text>
      ))}
    </svg>
  );
}
