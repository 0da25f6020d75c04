/** The coefficient of determination, raw and on logarithms. */
import { mean } from "./moments.ts";

/**
 * 1 − Σ(truth − forecast)² / Σ(truth − mean of truth)². 1 is perfect, 0 as good as the test data's own mean, negative
 * worse. NaN when the truth is constant. (Draper and Smith 1998, chapter 1; the form that is not clipped at 0.)
 */
export function rSquared(truth: ArrayLike<number>, forecast: ArrayLike<number>): number {
  if (truth.length !== forecast.length)
    throw new Error(`${truth.length} truths, ${forecast.length} forecasts`);
  const centre = mean(truth);
  const residual = mean(Float64Array.from(truth, (value, i) => (value - forecast[i]!) ** 2));
  const spread = mean(Float64Array.from(truth, (value) => (value - centre) ** 2));
  return spread > 0 ? 1 - residual / spread : Number.NaN;
}

/** R² of the logarithms: judges ratios, so that a few huge values do not decide alone. All values must be positive. */
export function logRSquared(truth: ArrayLike<number>, forecast: ArrayLike<number>): number {
  const logarithms = (values: ArrayLike<number>) => {
    const result = Float64Array.from(values, Math.log);
    if (!result.every(Number.isFinite))
      throw new Error("the R² of logarithms needs finite values above zero");
    return result;
  };
  return rSquared(logarithms(truth), logarithms(forecast));
}
