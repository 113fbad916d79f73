import type { Contrast, Verdict } from '../../../spec/api/index.js';
import {
  Card,
  Dot,
  differenceText,
  Facts,
  fixed,
  integer,
  intervalText,
  type Names,
  numeric,
  pText,
  TableHead,
  unitText,
} from '../../parts/index.js';
import type { VerdictProps } from './card-props.js';

type Regret = NonNullable<Verdict['regret']>;

interface Row {
  readonly label: string;
  readonly contrast: Contrast;
  /** How much may be concluded from it. */
  readonly standing: string;
}

/** The two endpoints of the plan: which one decides, and whether the other is claimed too. */
function endpointRows({ endpoint, contrast, secondEndpoint }: Verdict): Row[] {
  const label = { games: 'Games', regret: 'Policy regret' };
  const other = endpoint === 'games' ? 'regret' : 'games';
  const decides = contrast ? [{ label: label[endpoint], contrast, standing: 'decides' }] : [];
  if (!secondEndpoint) return decides;
  const { adjusted, claimed } = secondEndpoint;
  const standing = claimed ? 'claimed' : adjusted === null ? 'not tested yet' : 'not claimed';
  const p = adjusted === null ? '' : `, adjusted p ${pText(adjusted)}`;
  return [...decides, { label: label[other], contrast: secondEndpoint, standing: `${standing}${p}` }];
}

/** Policy regret on fixed positions beside the games. Nothing is shown where no child was measured. */
export function RegretCard({ verdict, names }: VerdictProps) {
  const { regret } = verdict;
  if (!regret) return null;
  const phases = regret.byPhase.map(
    ({ phase, contrast }): Row => ({ label: `– ${phase}`, contrast, standing: 'described' }),
  );
  const arms = regret.contrast.arms.map(names.arm);
  return (
    <Card title="Policy regret beside games" note={`${arms[0]} minus ${arms[1]}, above 0: the first is better`}>
      <div class="scroll">
        <table class="small">
          <TableHead
            columns={['Endpoint', 'Standing', numeric('Difference'), numeric('95 % interval'), numeric('p')]}
          />
          <tbody>
            {[...endpointRows(verdict), ...phases].map(({ label, contrast, standing }) => (
              <EndpointRow key={label} label={label} contrast={contrast} standing={standing} />
            ))}
          </tbody>
        </table>
      </div>
      <div class="card-body">
        <p class="small soft">
          Games in {unitText(verdict.endpoint === 'games' ? (verdict.contrast?.scale ?? null) : 'elo')}, regret in{' '}
          {unitText('expected points')}, on {integer(regret.count)} fixed positions.
        </p>
        <RegretFacts regret={regret} />
      </div>
      {!names.blinded && <RegretOfArms regret={regret} names={names} />}
    </Card>
  );
}

function EndpointRow({ label, contrast, standing }: Row) {
  const { scale, mean, low, high, p } = contrast;
  const text = (value: number): string => differenceText(scale, value);
  return (
    <tr>
      <td>{label}</td>
      <td>{standing}</td>
      <td class="number">{mean === null ? '–' : text(mean)}</td>
      <td class="number">{intervalText(low, high, text)}</td>
      <td class="number">{pText(p)}</td>
    </tr>
  );
}

const RegretFacts = ({ regret: { positionsError, withElo } }: { readonly regret: Regret }) => (
  <Facts
    rows={[
      ['Error over positions', positionsError === null ? null : `± ${fixed(1000 * positionsError, 2)}, one SE`],
      [
        'Correlation with Elo',
        withElo &&
          `${fixed(withElo.r, 2)} (95 % interval ${intervalText(withElo.low, withElo.high, (end) => fixed(end, 2))}) ` +
            `over ${withElo.children} children`,
      ],
    ]}
  />
);

/** The regret of each arm and of the base at its temperature. Not in blinded mode: temperatures tell arms apart. */
const RegretOfArms = ({ regret, names }: { readonly regret: Regret; readonly names: Names }) => (
  <div class="scroll">
    <table class="small">
      <TableHead
        columns={[
          'Arm',
          numeric('Lost a move', 'Expected points, thousandths, mean over children'),
          numeric('Base', 'The same of the untouched base'),
          numeric('Temperature'),
        ]}
      />
      <tbody>
        {regret.arms.map(({ arm, mean, base, temperature }) => (
          <tr key={arm}>
            <td class="unbroken">
              <Dot colour={names.colour(arm)} />
              {arm}
            </td>
            <td class="number">{mean === null ? '–' : fixed(1000 * mean, 1)}</td>
            <td class="number">{base === null ? '–' : fixed(1000 * base, 1)}</td>
            <td class="number">{temperature ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
