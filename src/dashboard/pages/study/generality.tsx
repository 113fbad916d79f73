import type { Generality } from '../../../spec/api/index.js';
import {
  Card,
  differenceText,
  Facts,
  Forest,
  fixed,
  intervalText,
  numeric,
  percent,
  TableHead,
  unitText,
} from '../../parts/index.js';

interface GeneralityProps {
  readonly generality: Generality;
}

/** How far the arms' difference reaches: the claims, the levels that they rest on, and what was replicated. */
export function GeneralityCards({ generality }: GeneralityProps) {
  const { claims, first, second, scale, confidence } = generality;
  return (
    <>
      <Card
        title="Reach of the claim"
        note={first && `${first} minus ${second}, ${unitText(scale)}, ${percent(confidence)} intervals`}
      >
        <div class="card-body reach">
          <ul class="claims">
            {claims.map((claim) => (
              <li key={claim}>{claim}</li>
            ))}
          </ul>
          <div class="columns">
            <Levels generality={generality} />
            <Estimates generality={generality} />
          </div>
        </div>
      </Card>
      <div class="columns">
        <CombinationsCard generality={generality} />
        <ReplicationCard generality={generality} />
      </div>
    </>
  );
}

/** The bases and datasets with their means; the diamond is the estimate for others like them. */
function Levels({ generality: { factors, estimate, scale } }: GeneralityProps) {
  const rows = factors
    .filter(({ planned }) => planned > 1)
    .flatMap(({ factor, levels }) =>
      levels.map(({ level, mean, low, high }) => ({ label: `${factor} ${level}`, value: mean, low, high })),
    );
  if (rows.length === 0) return null;
  return (
    <figure>
      <figcaption class="small soft">
        By level, with intervals that hold for all levels together{estimate && '; the diamond is for others like them'}
      </figcaption>
      <Forest
        rows={rows}
        total={estimate && { label: 'others like them', value: estimate.mean, low: estimate.low, high: estimate.high }}
        text={(value) => differenceText(scale, value)}
        label="Difference by level"
      />
    </figure>
  );
}

/** A variance as a standard deviation on the scale of the summary. */
function deviationText(scale: Generality['scale'], variance: number | null): string | null {
  return variance === null ? null : differenceText(scale, Math.sqrt(Math.max(0, variance))).replace('+', '');
}

/** The estimate, the posterior and the variance components; lines that cannot be computed yet are left out. */
function Estimates({ generality }: GeneralityProps) {
  const { estimate, posterior, variances, scale, priorScale, factors } = generality;
  const text = (value: number): string => differenceText(scale, value);
  const unit = scale === 'elo' ? ' Elo' : ' points';
  const deviation = (variance: number | null): string | null => {
    const found = deviationText(scale, variance);
    return found && `SD ${found}${unit}`;
  };
  return (
    <div>
      <Facts
        rows={[
          [
            'Estimate',
            estimate &&
              `${text(estimate.mean)} (${intervalText(estimate.low, estimate.high, text)}), ${estimate.method}, ` +
                `${fixed(estimate.df, 1)} degrees of freedom`,
          ],
          [
            'Posterior',
            posterior &&
              `${text(posterior.mean)} (95 % within ${intervalText(posterior.low, posterior.high, text)}), above 0 ` +
                `with probability ${fixed(posterior.positive, 2)}`,
          ],
          ['Prior', posterior && `half-normal on the spreads, scale ${text(priorScale).replace('+', '')}${unit}`],
          ['Between bases', deviation(variances.base)],
          ['Between datasets', deviation(variances.dataset)],
          ['Beyond both', deviation(variances.residual)],
          ['Error of a combination', deviation(variances.sampling)],
        ]}
      />
      <dl class="factors small">
        {factors.map(({ factor, state, line }) => (
          <>
            <dt key={factor}>
              {factor} <span class="badge">{state}</span>
            </dt>
            <dd key={`${factor}-line`}>{line}</dd>
          </>
        ))}
      </dl>
    </div>
  );
}

/** Every base with every dataset, and the cells that do not enter. */
function CombinationsCard({ generality: { combinations, leftOut, scale } }: GeneralityProps) {
  return (
    <Card title="Bases and datasets" note={unitText(scale)}>
      <div class="scroll">
        <table class="small">
          <TableHead
            columns={['Base', 'Dataset', numeric('Difference'), numeric('Standard error'), numeric('Replicates')]}
          />
          <tbody>
            {combinations.map(({ base, dataset, mean, standardError, replicates }) => (
              <tr key={`${base} ${dataset}`}>
                <td>{base}</td>
                <td>{dataset}</td>
                <td class="number">{mean === null ? '–' : differenceText(scale, mean)}</td>
                <td class="number">
                  {standardError === null ? '–' : differenceText(scale, standardError).replace('+', '')}
                </td>
                <td class="number">{replicates}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {leftOut.length > 0 && (
        <ul class="notes small soft">
          {leftOut.map(({ cell, name, reason }) => (
            <li key={cell}>
              {name} does not enter: {reason}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** What was replicated and what was not, with the size of the pools that arms learned from. */
function ReplicationCard({ generality: { replication } }: GeneralityProps) {
  const { lines, pools } = replication;
  return (
    <Card title="What was replicated">
      <ul class="claims card-body small">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {pools.length > 0 && (
        <div class="scroll">
          <table class="small">
            <TableHead
              columns={[
                'Pool of examples',
                'Arm',
                numeric('Used', 'By one child'),
                numeric('Available', 'By the profile; matching and filters leave fewer'),
              ]}
            />
            <tbody>
              {pools.map(({ dataset, arm, used, available }) => (
                <tr key={`${dataset} ${arm}`}>
                  <td>{dataset}</td>
                  <td>{arm}</td>
                  <td class="number">{used}</td>
                  <td class="number">{available}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
