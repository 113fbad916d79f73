import { useState } from 'preact/hooks';
import type { Standings, StandingsRow } from '../../api/index.js';
import {
  armOf,
  Card,
  Dot,
  Empty,
  fixed,
  Link,
  niceTicks,
  percent,
  type Scale,
  signed,
  Wdl,
  Whisker,
  whole,
} from '../../parts/index.js';
import type { CardContext } from './context.js';

/**
 * One axis for all rows, so that whiskers compare by eye. Far anchors would squeeze the others: they leave the axis
 * with an arrow.
 */
function scaleOf(rows: readonly StandingsRow[]): Scale {
  const ends = rows.flatMap(({ elo, error, arm, contestant }) =>
    elo === null || (arm === null && contestant.startsWith('anchor:')) ? [] : [elo - (error ?? 0), elo + (error ?? 0)],
  );
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = Math.max(20, (high - low) * 0.06);
  return { low: low - room, high: high + room };
}

const rankText = ([low, high]: readonly [number, number]): string => (low === high ? `${low}` : `${low}–${high}`);

function rating({ elo, error, bound }: StandingsRow): string {
  if (bound) return `${bound.side === 'above' ? '>' : '<'} ${signed(bound.elo, 0)}`;
  if (elo === null) return '–';
  return error === null || error === 0 ? signed(elo, 0) : `${signed(elo, 0)} ± ${fixed(error, 0)}`;
}

export function StandingsCard({ standings, names }: CardContext & { readonly standings: Standings }) {
  const { zero, notes, whiteAdvantage, drawRate } = standings;
  const [all, setAll] = useState(false);
  const waiting = standings.rows.filter(({ games }) => games === 0).length;
  const rows =
    all || waiting === standings.rows.length ? standings.rows : standings.rows.filter(({ games }) => games > 0);
  const scale = scaleOf(rows);
  const model = [
    whiteAdvantage !== null && `White ${signed(whiteAdvantage, 0)} Elo`,
    drawRate !== null && `draws between equals ${percent(drawRate)}`,
  ].filter(Boolean);
  return (
    <Card
      title="Standings"
      note={`0 is ${names.contestant(zero)}; bars are 95 % intervals${model.length ? `; ${model.join(', ')}` : ''}`}
    >
      {rows.length === 0 ? (
        <Empty>No contestants.</Empty>
      ) : (
        <div class="scroll">
          <table class="standings">
            <thead>
              <tr>
                <th scope="col" title="Best and worst place that the intervals leave open">
                  Rank
                </th>
                <th scope="col">Contestant</th>
                <th scope="col" class="number">
                  Elo
                </th>
                <th scope="col" class="whisker-cell" aria-label="Elo with interval">
                  <Axis scale={scale} />
                </th>
                <th scope="col" class="number score">
                  Score
                </th>
                <th scope="col" class="wdl-cell">
                  Won, drawn, lost
                </th>
                <th scope="col" class="number games">
                  Games
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.contestant}>
                  <td class="soft rank">{row.games ? rankText(row.rank) : '–'}</td>
                  <td class="contestant">
                    <Dot colour={names.colour(row.arm)} square={row.arm === null} />
                    {row.checkpoint && !names.blinded ? (
                      <Link to={['models', row.checkpoint]}>{names.contestant(row.contestant)}</Link>
                    ) : (
                      names.contestant(row.contestant)
                    )}
                  </td>
                  <td class="number elo">{rating(row)}</td>
                  <td class="whisker-cell">
                    <Whisker
                      scale={scale}
                      value={row.elo}
                      error={row.error}
                      bound={row.bound}
                      colour={names.colour(row.arm ?? armOf(row.contestant))}
                    />
                  </td>
                  <td class="number score">{row.score === null ? '–' : percent(row.score, 1)}</td>
                  <td class="wdl-cell">
                    <Wdl wins={row.wins} draws={row.draws} losses={row.losses} />
                  </td>
                  <td class="number games">{whole(row.games)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {waiting > 0 && waiting < standings.rows.length && (
        <div class="more">
          <button type="button" class="plain" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Hide those' : `${waiting} more`} who have not played yet
          </button>
        </div>
      )}
      {notes.length > 0 && (
        <ul class="notes small soft">
          {notes.map((note) => (
            <li key={note}>{names.text(note)}</li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** A number nearer to an end of the axis than this share of it would run into the next column. */
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
