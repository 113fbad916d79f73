/**
 * α-rank of one population (Omidshafiei et al., Scientific Reports 9, 2019): the stationary distribution of a
 * population whose members imitate better-scoring strategies. Strategies on a cycle have equal shares.
 * @param payoffs `payoffs[i][j]` is the expected score of i against j.
 * @param alpha Intensity of selection.
 * @param population Size of the population.
 * @returns Share by strategy; they sum to 1.
 */
export function alphaRank(payoffs: readonly (readonly number[])[], alpha = 10, population = 50): number[] {
  /** Fixation probability of one mutant playing `to` in a population playing `from`. */
  const fixation = (from: number, to: number): number => {
    const u = alpha * (payoffs[to]![from]! - payoffs[from]![to]!);
    if (Math.abs(u) < 1e-12) return 1 / population;
    // for u < 0 written so that nothing overflows
    return u > 0
      ? Math.expm1(-u) / Math.expm1(-population * u)
      : (Math.exp((population - 1) * u) * Math.expm1(u)) / Math.expm1(population * u);
  };
  // bounded away from zero, so that the chain is irreducible
  const rates = payoffs.map((_, i) => payoffs.map((_, j) => (i === j ? 0 : Math.max(1e-290, fixation(i, j)))));
  return stationary(rates);
}

/**
 * Stationary distribution of a Markov chain with these rates, by the elimination of Grassmann, Taksar & Heyman
 * (Operations Research 33, 1985), which needs no subtractions. Overwrites `rates`.
 */
function stationary(rates: number[][]): number[] {
  const n = rates.length;
  const leaving = new Float64Array(n);
  for (let k = n - 1; k > 0; k--) {
    for (let j = 0; j < k; j++) leaving[k]! += rates[k]![j]!;
    for (let i = 0; i < k; i++) {
      const share = rates[i]![k]! / leaving[k]!;
      for (let j = 0; j < k; j++) if (i !== j) rates[i]![j]! += share * rates[k]![j]!;
    }
  }
  const distribution = [1];
  for (let k = 1; k < n; k++) {
    let inflow = 0;
    for (let i = 0; i < k; i++) inflow += distribution[i]! * rates[i]![k]!;
    distribution[k] = inflow / leaving[k]!;
    const largest = Math.max(...distribution);
    if (largest > 1e100) distribution.forEach((value, i) => (distribution[i] = value / largest));
  }
  const sum = distribution.reduce((total, value) => total + value, 0);
  return distribution.map((value) => value / sum);
}
