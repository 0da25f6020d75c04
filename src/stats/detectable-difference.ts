/** What so few seeds can show at all. */
import { studentQuantile } from "./student-t.ts";

/**
 * The true mean difference that a two-sided paired t-test finds with probability `power`:
 * (t_{1−α/2} + t_{power}) · s/√n with n − 1 degrees of freedom, the usual approximation to the noncentral t (Colas et al.
 * 2018, "How many random seeds?", section 4). `null` below two seeds.
 *
 * @param deviation standard deviation of the differences from seed to seed
 * @param seeds number of them
 */
export function detectableDifference(
  deviation: number,
  seeds: number,
  { level = 0.95, power = 0.8 }: { readonly level?: number; readonly power?: number } = {},
): number | null {
  if (seeds < 2) return null;
  const quantiles = studentQuantile((1 + level) / 2, seeds - 1) + studentQuantile(power, seeds - 1);
  return (quantiles * deviation) / Math.sqrt(seeds);
}
