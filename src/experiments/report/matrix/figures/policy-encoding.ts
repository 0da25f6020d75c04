/** Colour and dash of each policy, the same in all figures of a matrix. */
import type { MatrixContext } from "../matrix-context.ts";

/** @param names those that are shown; all when absent */
export function policyEncoding(
  { policies, styles }: MatrixContext,
  names = policies.map(({ name }) => name),
) {
  const legend = {
    title: null,
    symbolType: "stroke",
    orient: "bottom",
    columns: 6,
    symbolSize: 350,
  } as const;
  const field = { field: "policy", type: "nominal" } as const;
  const styleOf = (name: string) => styles.get(name)!;
  const color = {
    ...field,
    scale: { domain: names, range: names.map((name) => styleOf(name).colour.light) },
    legend,
  };
  const dash = { domain: names, range: names.map((name) => [...styleOf(name).dash]) };
  return { color, strokeDash: { ...field, scale: dash, legend } };
}
