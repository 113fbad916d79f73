import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
const size = (maximum: number) => Type.Integer({ minimum: 1, maximum });

/** The network's shape, complete: a loader trusts nothing else. */
export const NetworkConfig = Type.Object(
  {
    format: Type.Literal(1),
    chess: Type.Union([
      Type.Object({ kind: Type.Literal('fully-connected'), width: size(4096), layers: size(16) }, strict),
      Type.Object({ kind: Type.Literal('convolutional'), filters: size(512), blocks: size(40) }, strict),
    ]),
    chat: Type.Object(
      {
        vocabulary: Type.Integer({ minimum: 257, maximum: 65_536 }),
        context: Type.Integer({ minimum: 16, maximum: 1024 }),
        width: size(2048),
        layers: size(48),
        heads: size(32),
      },
      strict,
    ),
    trunk: Type.Object({ width: size(2048), layers: size(16), hidden: size(8192) }, strict),
    heads: Type.Object({ queryKey: size(512), value: size(1024) }, strict),
  },
  strict,
);
export type NetworkConfig = Static<typeof NetworkConfig>;
