import type { FoundSource } from './read-source.js';
import { bad, parameterCount } from './source-config.js';
import type { SourceContent, SourceCut, SourceFile } from './source-content.js';

/** Where a source model comes from, stored as `card.json`; not part of what its address is the hash of. */
export interface SourceCard {
  readonly kind: 'source';
  readonly name: string;
  /** What was imported: a package of a registry, or the name of a file or folder. */
  readonly origin: string;
  readonly format: SourceContent['format'];
  /** The name that the file gives the model; null where it gives none. */
  readonly title: string | null;
  /** None where the model was made from a stored one. */
  readonly files: readonly SourceFile[];
  /** Null where neither the file nor its folder says. */
  readonly licence: { readonly name: string | null; readonly text: string | null } | null;
  readonly sizes: {
    readonly parameters: number;
    /** Ids of the tokenizer. */
    readonly tokens: number;
    /** Of these, ids that no text encodes to. */
    readonly specialTokens: number;
    /** Bytes of the stored weights. */
    readonly weights: number;
    /** Tensors of each type in a GGUF file; empty for other formats. */
    readonly types: Readonly<Record<string, number>>;
  };
  /** Jinja template of a conversation that the file holds, as text; nothing here runs it. */
  readonly chatTemplate: string | null;
  /** Where the model was made from a stored one by cutting its vocabulary. */
  readonly cut?: SourceCut;
}

/** Longest template that is kept, UTF-16 units. */
const MOST_TEMPLATE = 65_536;

/** What of a card does not follow from the files. */
export interface Naming {
  readonly name: string;
  readonly origin: string;
}

/** Makes the card of a model that was read. */
export function cardOf(
  { content, files, licenceText, cut }: FoundSource,
  { name, origin }: Naming,
  stored: { readonly tokens: number; readonly specialTokens: number; readonly weights: number },
): SourceCard {
  const { format, title, config, types, chatTemplate, licenceName } = content;
  const licence = licenceName === null && licenceText === null ? null : { name: licenceName, text: licenceText };
  return {
    kind: 'source',
    name,
    origin,
    format,
    title,
    files,
    licence,
    sizes: { parameters: parameterCount(config), ...stored, types },
    chatTemplate: chatTemplate !== null && chatTemplate.length <= MOST_TEMPLATE ? chatTemplate : null,
    ...(cut === undefined ? {} : { cut }),
  };
}

/** Parses a card. Throws SourceError where a field that is shown or looked up is missing. */
export function parseSourceCard(text: string): SourceCard {
  let card: Partial<SourceCard> | null;
  try {
    card = JSON.parse(text) as Partial<SourceCard> | null;
  } catch {
    throw bad('card.json is not JSON');
  }
  const licence = card?.licence;
  if (
    card?.kind !== 'source' ||
    typeof card.name !== 'string' ||
    typeof card.origin !== 'string' ||
    !Array.isArray(card.files) ||
    !card.files.every((file: Partial<SourceFile> | null) => typeof file?.sha256 === 'string') ||
    typeof card.sizes?.parameters !== 'number' ||
    typeof card.sizes.tokens !== 'number' ||
    typeof card.sizes.weights !== 'number' ||
    (licence !== null && typeof licence !== 'object') ||
    (card.cut !== undefined && !isCut(card.cut))
  )
    throw bad('card.json is not the card of a source model');
  return card as SourceCard;
}

function isCut(value: Partial<SourceCut> | null): boolean {
  return (
    typeof value?.from === 'string' &&
    typeof value.fromName === 'string' &&
    Array.isArray(value.datasets) &&
    value.datasets.every((one: Partial<SourceCut['datasets'][number]> | null) => typeof one?.name === 'string') &&
    typeof value.heldOut?.conversations === 'number' &&
    typeof value.moreTokens === 'number' &&
    typeof value.parametersSaved === 'number'
  );
}
