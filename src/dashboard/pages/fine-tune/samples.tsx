import type { FineTune } from '../../../spec/api/index.js';
import { Card, TableHead } from '../../parts/index.js';

interface SamplesCardProps {
  readonly samples: NonNullable<FineTune['checks']>['samples'];
  readonly tone: string;
}

/** Replies of the base and the child to the same prompts. */
export const SamplesCard = ({ samples, tone }: SamplesCardProps) => (
  <Card title="Replies before and after" note="to prompts outside the training data">
    <div class="scroll">
      <table class="samples">
        <TableHead columns={['Prompt', 'Before: base', `After: ${tone}`]} />
        <tbody>
          {samples.map(({ prompt, child, base }, i) => (
            <tr key={i}>
              <td class="soft">{prompt}</td>
              <td>{base}</td>
              <td>{child}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Card>
);
