import { Card, differenceText, intervalText, numeric, pText, TableHead, unitText } from '../../parts/index.js';
import type { VerdictProps } from './card-props.js';

/**
 * The plan's other contrasts and the placebo, adjusted together; nothing for a plan without any. Blinded, the placebo
 * is left out: it would tell which arms are shuffled.
 */
export function ContrastsCard({ verdict: { family, placebo }, names }: VerdictProps) {
  const shown = [
    ...family.map((contrast) => ({ contrast, standing: contrast.claimed ? 'claimed' : 'not claimed' })),
    ...(placebo && !names.blinded ? [{ contrast: placebo, standing: placeboText(placebo.passed) }] : []),
  ];
  if (shown.length === 0) return null;
  const unit = unitText(shown[0]!.contrast.scale);
  return (
    <Card title="Further contrasts" note={`${unit}; claimed only where the primary contrast is`}>
      <div class="scroll">
        <table class="small">
          <TableHead
            columns={[
              'Arms',
              'Standing',
              numeric('Difference'),
              numeric('95 % interval'),
              numeric('p, adjusted', 'Over second endpoint, family and placebo: max-T over joint sign flips'),
            ]}
          />
          <tbody>
            {shown.map(({ contrast: { arms, scale, mean, low, high, adjusted }, standing }) => (
              <tr key={arms.join()}>
                <td>{arms.map(names.arm).join(' − ')}</td>
                <td>{standing}</td>
                <td class="number">{mean === null ? '–' : differenceText(scale, mean)}</td>
                <td class="number">{intervalText(low, high, (end) => differenceText(scale, end))}</td>
                <td class="number">{pText(adjusted)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function placeboText(passed: boolean | null): string {
  if (passed === null) return 'placebo';
  return passed ? 'placebo: shows no difference' : 'placebo: differs, where nothing should';
}
