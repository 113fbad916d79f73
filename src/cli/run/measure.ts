import { homeFrom } from '../../files/index.js';

/** Cost and base of a plan whose rates may be unknown. */
interface CostedPlan {
  readonly base: string;
  readonly fineTune: { readonly batch: number; readonly maxTokens: number };
  readonly cost: { readonly rates: { readonly measured: boolean } };
}

/**
 * Measures how fast this machine trains and plays, some seconds for each base whose rates are not known, and returns
 * whether it measured anything. `say` tells the user. A measurement that fails is told too: times then follow from the
 * default rates.
 */
export async function measureUnknown(
  plans: readonly CostedPlan[],
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<boolean> {
  const unknown = plans.filter(({ cost }) => !cost.rates.measured);
  const settings = new Map(
    unknown.map((plan) => [`${plan.base} ${plan.fineTune.batch} ${plan.fineTune.maxTokens}`, plan]),
  );
  let measured = false;
  for (const { base, fineTune } of settings.values()) {
    say('measuring for some seconds how fast this machine trains and plays');
    const { batch, maxTokens } = fineTune;
    try {
      await measure({ home: homeFrom(env), base, batch, maxTokens });
      measured = true;
    } catch (error) {
      say(`this machine could not be measured: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return measured;
}

async function measure(what: { home: string; base: string; batch: number; maxTokens: number }): Promise<void> {
  const [{ measureRates }, { pino }] = await Promise.all([import('../../orchestration/index.js'), import('pino')]);
  await measureRates(what, { log: pino({ level: 'silent' }) });
}
