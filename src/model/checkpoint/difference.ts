/**
 * A checkpoint may hold only the tensors that differ from another model's, its base. The base's address stands in the
 * metadata of the file of weights, so the address of the checkpoint covers both (decision 0016).
 */
import { type Address, isHash } from '../../vocabulary/index.js';

/** The model whose tensors complete a difference. */
export interface DifferenceBase {
  /** A checkpoint, or a source model (src/model/source), whose tensors are those of a pretrained tower. */
  readonly kind: 'checkpoint' | 'source';
  readonly address: Address;
}

const KEY = 'difference-of';

/** The metadata of a file of weights that is a difference from `base`. */
export const differenceMetadata = ({ kind, address }: DifferenceBase): Record<string, string> => ({
  [KEY]: `${kind} ${address}`,
});

/** The base that the metadata of a file of weights names; undefined for a file with all tensors. Throws RangeError. */
export function differenceBase(metadata: Readonly<Record<string, string>>): DifferenceBase | undefined {
  const text = Object.hasOwn(metadata, KEY) ? metadata[KEY]! : undefined;
  if (text === undefined) return undefined;
  const [kind, address, ...more] = text.split(' ');
  if ((kind !== 'checkpoint' && kind !== 'source') || !address || !isHash(address) || more.length > 0)
    throw new RangeError(`${KEY} does not name a checkpoint or a source`);
  return { kind, address: address as Address };
}
